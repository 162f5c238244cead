package dev.httpsupgrade.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.httpsupgrade.operator.observe.PodObservation.Serving;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ObservedTest {

  private static final Serving GOOD = new Serving.AsWanted();
  private static final Serving OLD =
      new Serving.SomethingElse("certificate 12345678", Instant.EPOCH);
  private static final Serving AWAY = new Serving.Unreachable("timeout");
  private static final Serving STARTING = new Serving.NotReady();
  private static final Serving OUTDATED = new Serving.Outdated();

  static Stream<Arguments> pods() {
    return Stream.of(
        arguments(List.of(), true, false),
        arguments(List.of(GOOD), true, false),
        arguments(List.of(GOOD, STARTING), true, false),
        arguments(List.of(GOOD, OUTDATED), true, false),
        arguments(List.of(STARTING), false, false),
        arguments(List.of(OUTDATED), false, false),
        arguments(List.of(GOOD, OLD), false, false),
        arguments(List.of(GOOD, AWAY), false, true),
        arguments(List.of(OLD, AWAY), false, false));
  }

  @ParameterizedTest(name = "{0}: all serve {1}, unreachable {2}")
  @MethodSource("pods")
  void whatThePodsServeDecides(List<Serving> pods, boolean allServe, boolean unreachable) {
    var observed =
        new Observed(
            new Rollout.Complete(pods.size()),
            pods.stream().map(serving -> new PodObservation("pod", serving)).toList());

    assertThat(observed.allServe()).isEqualTo(allServe);
    assertThat(observed.unreachable()).isEqualTo(unreachable);
  }
}
