package dev.httpsupgrade.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.httpsupgrade.proxy.ForeignApp.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the servers which people use read what was meant: our own app can't. */
class FramingUpstreamsIT {

  private record Running(ForeignApp app, TestProxy proxy) {}

  /** Whether a server that is not installed is a failure. */
  private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("REQUIRE_UPSTREAMS"));

  private static final Map<Kind, Running> RUNNING = new EnumMap<>(Kind.class);

  @AfterAll
  static void stop() throws IOException {
    for (Running each : RUNNING.values()) {
      each.proxy().close();
      each.app().close();
    }
  }

  static List<Arguments> shapes() throws IOException {
    var all = new ArrayList<Arguments>();
    for (Kind kind : Kind.values()) {
      FramingShape.all().forEach(shape -> all.add(Arguments.of(kind, shape)));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("shapes")
  void theServerSeesExactlyWhatIsToPass(Kind kind, FramingShape shape) throws Exception {
    assumeTrue(REQUIRED || kind.isInstalled(), "not installed");
    Running running = running(kind);
    var run = new FramingRun(running.proxy(), running.app());
    if (shape.outcome().refusedBy().contains(kind.name().toLowerCase(Locale.ROOT))) {
      run.checkNoMore(shape);
    } else {
      run.check(shape, FramingRun.Way.TLS);
    }
  }

  private static Running running(Kind kind) throws Exception {
    Running started = RUNNING.get(kind);
    if (started == null) {
      var app = new ForeignApp(kind);
      started = new Running(app, TestProxy.to(app.port()));
      RUNNING.put(kind, started);
    }
    return started;
  }
}
