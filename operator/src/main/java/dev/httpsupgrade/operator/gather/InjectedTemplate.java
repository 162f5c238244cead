package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workload as its pods will be: with what the admission policy adds to what its template says. So
 * it makes no difference to a plan how the sidecar gets in.
 */
final class InjectedTemplate {

  private InjectedTemplate() {}

  static Workload of(Workload workload, List<Injection> injections) {
    Optional<String> name = name(workload);
    return injections.stream()
        .filter(injection -> name.equals(Optional.of(injection.getMetadata().getName())))
        .findFirst()
        .map(injection -> with(workload, injection))
        .orElse(workload);
  }

  /** The same with the newest one, which the template may be about to ask for. */
  static Workload ofNewest(Workload workload, List<Injection> injections) {
    return name(workload).isEmpty()
        ? workload
        : injections.stream()
            .max(Comparator.comparing(made -> made.getMetadata().getCreationTimestamp()))
            .map(injection -> with(workload, injection))
            .orElse(workload);
  }

  /** Name of the injection that its pods ask for. */
  static Optional<String> name(Workload workload) {
    return Optional.ofNullable(workload.template().getMetadata())
        .map(metadata -> label(metadata.getLabels()));
  }

  /** The token with which a sidecar is told to drain. */
  static Optional<String> drainToken(Container sidecar) {
    return sidecar.getEnv().stream()
        .filter(variable -> variable.getName().equals(Names.DRAIN_TOKEN_VARIABLE))
        .map(EnvVar::getValue)
        .findFirst();
  }

  private static @Nullable String label(@Nullable Map<String, String> labels) {
    return labels == null ? null : labels.get(Names.INJECTION_LABEL);
  }

  private static Workload with(Workload workload, Injection injection) {
    return workload.with(
        new PodTemplateSpecBuilder(workload.template())
            .editMetadata()
            .addToLabels(
                Names.UPGRADE_LABEL,
                injection.getMetadata().getLabels().getOrDefault(Names.UPGRADE_LABEL, ""))
            .endMetadata()
            .editSpec()
            .addToInitContainers(0, injection.getSpec().container())
            .addAllToVolumes(injection.getSpec().volumes())
            .endSpec()
            .build());
  }
}
