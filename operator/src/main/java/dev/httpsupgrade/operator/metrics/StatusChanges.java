package dev.httpsupgrade.operator.metrics;

import dev.httpsupgrade.operator.api.v1alpha1.ConditionType;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.status.Rotation;
import dev.httpsupgrade.operator.status.StatusListener;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Counts what happened to upgrades, as their statuses tell it. */
public final class StatusChanges implements StatusListener {

  private enum RolloutStep {
    started(Reason.RolloutInProgress),
    completed(Reason.RolloutComplete),
    failed(Reason.RolloutFailed);

    private final Reason reason;

    RolloutStep(Reason reason) {
      this.reason = reason;
    }
  }

  private final Map<RolloutStep, Counter> rollouts = new EnumMap<>(RolloutStep.class);
  private final Counter issued;
  private final Counter notIssued;
  private final Timer rotations;

  StatusChanges(MeterRegistry registry) {
    for (RolloutStep step : RolloutStep.values()) {
      rollouts.put(
          step,
          Counter.builder(OperatorMetrics.PREFIX + "rollouts")
              .description("Rollouts of workloads, by the step they came to")
              .tag("step", step.name())
              .register(registry));
    }
    issued = certificates(registry, "success");
    notIssued = certificates(registry, "failure");
    rotations =
        Timer.builder(OperatorMetrics.PREFIX + "certificate_rotation_duration")
            .description("Time from a certificate's Secret to the last pod that serves it")
            .serviceLevelObjectives(
                Stream.of(1, 2, 5, 10, 30, 60, 120)
                    .map(Duration::ofSeconds)
                    .toArray(Duration[]::new))
            .register(registry);
  }

  private static Counter certificates(MeterRegistry registry, String result) {
    return Counter.builder(OperatorMetrics.PREFIX + "certificates")
        .description("Certificates issued or copied; failure is a source that became unusable")
        .tag("result", result)
        .register(registry);
  }

  @Override
  public void changed(
      HttpsUpgrade upgrade, HttpsUpgradeStatus before, HttpsUpgradeStatus after, Instant now) {
    String fingerprint = fingerprint(after);
    if (!fingerprint.isEmpty() && !fingerprint.equals(fingerprint(before))) {
      issued.increment();
    }
    Rotation.completed(before, after).ifPresent(rotations::record);
    if (isRefused(after) && !isRefused(before)) {
      notIssued.increment();
    }
    String reason = reason(after);
    if (!reason.equals(reason(before))) {
      for (RolloutStep step : RolloutStep.values()) {
        if (step.reason.name().equals(reason)) {
          rollouts(step).increment();
        }
      }
    }
  }

  private Counter rollouts(RolloutStep step) {
    return Objects.requireNonNull(rollouts.get(step), "all are there");
  }

  private static String fingerprint(HttpsUpgradeStatus status) {
    return status.certificate() == null ? "" : status.certificate().fingerprint();
  }

  private static String reason(HttpsUpgradeStatus status) {
    return status
        .condition(ConditionType.RolloutComplete.name())
        .map(Condition::getReason)
        .orElse("");
  }

  private static boolean isRefused(HttpsUpgradeStatus status) {
    return status
        .condition(ConditionType.CertificateReady.name())
        .filter(condition -> condition.getStatus().equals("False"))
        .isPresent();
  }
}
