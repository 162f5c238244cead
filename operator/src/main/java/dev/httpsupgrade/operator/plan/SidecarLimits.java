package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.LimitsSpec;
import dev.httpsupgrade.sidecar.config.Limits;
import java.util.Optional;

/** {@code spec.limits} as the sidecar is told. */
final class SidecarLimits {

  private static final int NONE = 0;

  private SidecarLimits() {}

  static Limits of(LimitsSpec spec) {
    return new Limits(
        head(spec.requestHead()), times(spec.timeouts()), connections(spec.connections()));
  }

  private static Limits.Head head(LimitsSpec.RequestHead spec) {
    return new Limits.Head(
        spec.maxBytes(),
        Optional.ofNullable(spec.maxTargetBytes()).orElse(spec.maxBytes()),
        spec.maxHeaders());
  }

  private static Limits.Times times(LimitsSpec.Timeouts spec) {
    return new Limits.Times(
        seconds(spec.handshake()),
        seconds(spec.requestHead()),
        seconds(spec.idle()),
        seconds(spec.requestBody()),
        spec.response() == null ? NONE : seconds(spec.response()));
  }

  private static Limits.Connections connections(LimitsSpec.Connections spec) {
    return new Limits.Connections(
        Optional.ofNullable(spec.max()).orElse(NONE), spec.maxHandshakes());
  }

  private static int seconds(String timeout) {
    return Math.toIntExact(LimitsSpec.Timeouts.value(timeout).toSeconds());
  }
}
