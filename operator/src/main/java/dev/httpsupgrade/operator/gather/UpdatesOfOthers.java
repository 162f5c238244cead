package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.ConditionType;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateStatus;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Counts the other workloads whose sidecar is being updated, and those that have waited longer for
 * it. All of it is in the objects, so that it is the same for an operator that just started.
 */
final class UpdatesOfOthers {

  /** After all that began to wait. */
  private static final String NOT_YET = "~";

  private static final String ON_DELETE = "OnDelete";

  private UpdatesOfOthers() {}

  static int before(
      HttpsUpgrade upgrade,
      Stream<HttpsUpgrade> all,
      Function<HttpsUpgrade, Optional<Workload>> workloads) {
    String own = turn(upgrade).orElseGet(() -> NOT_YET + name(upgrade));
    return (int)
        all.filter(other -> !name(other).equals(name(upgrade)))
            .filter(UpdatesOfOthers::isActedOn)
            .filter(other ->
                workloads.apply(other).filter(workload -> isUpdated(other, workload)).isPresent()
                    || turn(other).filter(turn -> turn.compareTo(own) < 0).isPresent())
            .count();
  }

  /** What stands still, whatever the reason, must not hold up the others. */
  private static boolean isActedOn(HttpsUpgrade upgrade) {
    return upgrade.getMetadata().getDeletionTimestamp() == null
        && !upgrade.isAnnotated(Names.PAUSE)
        && Stream.of(ConditionType.Accepted, ConditionType.Injected)
            .allMatch(type -> isTrue(upgrade, type));
  }

  private static boolean isTrue(HttpsUpgrade upgrade, ConditionType type) {
    return Optional.ofNullable(upgrade.getStatus())
        .flatMap(status -> status.condition(type.name()))
        .filter(condition -> condition.getStatus().equals("True"))
        .isPresent();
  }

  /** Until the new sidecar was seen serving in every pod: one that doesn't must not spread. */
  private static boolean isUpdated(HttpsUpgrade upgrade, Workload workload) {
    Optional<String> image =
        workload.template().getSpec().getInitContainers().stream()
            .filter(container -> container.getName().equals(Names.SIDECAR))
            .map(container -> container.getImage())
            .findFirst();
    Optional<String> served = sidecar(upgrade).map(SidecarStatus::image);
    return image.isPresent()
        && served.isPresent()
        && !image.equals(served)
        && !isForAPerson(workload);
  }

  /** Whether a person has to have the pods replaced, who may take days. */
  private static boolean isForAPerson(Workload workload) {
    return switch (workload) {
      case Workload.OfDeployment(Deployment deployment) ->
          Boolean.TRUE.equals(deployment.getSpec().getPaused());
      case Workload.OfStatefulSet(StatefulSet set) -> isForAPerson(set);
      case Workload.OfDaemonSet(DaemonSet set) ->
          set.getSpec().getUpdateStrategy() != null
              && ON_DELETE.equals(set.getSpec().getUpdateStrategy().getType());
    };
  }

  private static boolean isForAPerson(StatefulSet set) {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy != null
        && (ON_DELETE.equals(strategy.getType())
            || Optional.ofNullable(strategy.getRollingUpdate())
                .map(rolling -> rolling.getPartition())
                .filter(partition -> partition > 0)
                .isPresent());
  }

  /** Since when it waits, and of several that began at the same time the name decides. */
  private static Optional<String> turn(HttpsUpgrade upgrade) {
    return sidecar(upgrade)
        .flatMap(sidecar -> Optional.ofNullable(sidecar.update()))
        .filter(update -> update.reason().equals(UpdateReason.OthersFirst.name()))
        .map(UpdateStatus::since)
        .map(since -> since + " " + name(upgrade));
  }

  private static Optional<SidecarStatus> sidecar(HttpsUpgrade upgrade) {
    return Optional.ofNullable(upgrade.getStatus()).map(status -> status.sidecar());
  }

  private static String name(HttpsUpgrade upgrade) {
    return Objects.requireNonNull(upgrade.getMetadata().getNamespace())
        + "/"
        + upgrade.getMetadata().getName();
  }
}
