package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FramingCorpusIT {

  private static final int MAX_DRIPPING_BYTES = 1000;

  private static RecordingApp app;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    app = new RecordingApp();
    proxy = TestProxy.to(app.port());
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    app.close();
  }

  static List<FramingShape> shapes() throws IOException {
    return FramingShape.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void overTlsAShapeHasOneReading(FramingShape shape) throws Exception {
    check(shape, FramingRun.Way.TLS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void overPlainHttpAShapeHasTheSameReading(FramingShape shape) throws Exception {
    assumeTrue(!shape.outcome().tlsOnly());
    check(shape, FramingRun.Way.PLAIN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void byteByByteAShapeHasTheSameReading(FramingShape shape) throws Exception {
    assumeTrue(shape.bytes().length() < MAX_DRIPPING_BYTES);
    check(shape, FramingRun.Way.DRIPPING);
  }

  /** What is refused for its head must not have reached the app at all. */
  private static void check(FramingShape shape, FramingRun.Way way) throws Exception {
    int before = app.heads();
    new FramingRun(proxy, app).check(shape, way);
    var outcome = shape.outcome();
    int own = 2 + (outcome.end() instanceof FramingShape.End.Keeps ? 1 : 0);
    int cut = outcome.cuts() ? 1 : 0;
    assertThat(app.heads() - before - own - outcome.passes().size()).isBetween(0, cut);
  }
}
