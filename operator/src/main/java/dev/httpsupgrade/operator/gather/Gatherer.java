package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateStatus;
import dev.httpsupgrade.operator.certificate.Authority;
import dev.httpsupgrade.operator.certificate.ClientTrustReader;
import dev.httpsupgrade.operator.certificate.SecretReader;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Turns API objects into {@link Inputs}; pure but for what is injected. */
public final class Gatherer {

  private final Supplier<Authority> operators;
  private final Supplier<String> newDrainToken;
  private final Clock clock;
  private final KubernetesSerialization json = new KubernetesSerialization();

  /**
   * One for all upgrades.
   *
   * @param operators the operator's own CA
   */
  public Gatherer(Supplier<Authority> operators, Supplier<String> newDrainToken, Clock clock) {
    this.operators = operators;
    this.newDrainToken = newDrainToken;
    this.clock = clock;
  }

  public Inputs gather(HttpsUpgrade upgrade, Snapshot snapshot) {
    Instant now = clock.instant();
    var metadata = upgrade.getMetadata();
    return new Inputs(
        new Inputs.Subject(
            metadata.getNamespace(),
            metadata.getName(),
            metadata.getUid(),
            upgrade.getSpec(),
            new Inputs.BesideSpec(
                upgrade.isAnnotated(Names.PAUSE),
                metadata.getAnnotations().getOrDefault(Names.RENEW, ""),
                sidecar(upgrade, snapshot))),
        target(upgrade, snapshot),
        new Surroundings(
            snapshot.services().stream()
                .map(ServiceReader::read)
                .sorted(Comparator.comparing(ServiceFacts::name))
                .toList(),
            snapshot.neighbours().servicesOfOthers(),
            IsolationReader.read(upgrade, snapshot),
            snapshot
                .workload()
                .map(workload -> InjectedTemplate.of(workload, snapshot.injections()))
                .map(workload -> RoomReader.read(workload, snapshot.neighbours())),
            NeighbourReader.read(snapshot)),
        new CertificateFacts(
            SecretReader.own(metadata.getName(), snapshot.credentials().own()),
            SecretReader.source(
                upgrade.getSpec().certificate().source(), snapshot.credentials().source(), now),
            operators.get(),
            ClientTrustReader.read(
                upgrade.getSpec().tls().clientAuth(), snapshot.credentials().clientTrust())),
        now);
  }

  private Inputs.Sidecar sidecar(HttpsUpgrade upgrade, Snapshot snapshot) {
    return new Inputs.Sidecar(
        Optional.ofNullable(upgrade.getStatus())
            .flatMap(status -> Optional.ofNullable(status.sidecar()))
            .map(sidecar ->
                new Inputs.Served(
                    sidecar.image(),
                    sidecar.asked(),
                    json.unmarshal(sidecar.template(), PodTemplateSpec.class))),
        upgrade.getMetadata().getAnnotations().getOrDefault(Names.UPDATE_TO, ""),
        failedUpdate(upgrade),
        new Inputs.Turn(
            snapshot.neighbours().updatesBefore(),
            snapshot
                .workload()
                .flatMap(
                    workload -> ScalerReader.unhealthyBudget(workload, snapshot.neighbours()))));
  }

  private static Optional<String> failedUpdate(HttpsUpgrade upgrade) {
    return Optional.ofNullable(upgrade.getStatus())
        .filter(status ->
            Objects.equals(status.observedGeneration(), upgrade.getMetadata().getGeneration()))
        .flatMap(status -> Optional.ofNullable(status.sidecar()))
        .flatMap(sidecar -> Optional.ofNullable(sidecar.update()))
        .filter(update -> update.reason().equals(UpdateReason.RolloutFailed.name()))
        .map(UpdateStatus::image);
  }

  private TargetLookup target(HttpsUpgrade upgrade, Snapshot snapshot) {
    if (snapshot.workload().isEmpty()) {
      return new TargetLookup.Missing();
    }
    Workload workload = snapshot.workload().orElseThrow();
    if (workload.object().getMetadata().getDeletionTimestamp() != null) {
      return new TargetLookup.Missing();
    }
    return snapshot
        .neighbours()
        .olderRival()
        .<TargetLookup>map(TargetLookup.Taken::new)
        .or(() ->
            controller(workload)
                .or(() -> OptionalKindReader.rolloutOf(snapshot.neighbours(), workload))
                .map(TargetLookup.Controlled::new))
        .orElseGet(() ->
            new TargetLookup.Found(
                TargetReader.read(
                    InjectedTemplate.of(workload, snapshot.injections()),
                    snapshot.neighbours().all(Node.class),
                    () -> drainToken(upgrade, snapshot))));
  }

  /** By admission, the template may be about to ask for a sidecar that is there. */
  private String drainToken(HttpsUpgrade upgrade, Snapshot snapshot) {
    Stream<Container> known =
        switch (upgrade.getSpec().injection()) {
          case Workload -> Stream.of();
          case Admission ->
              Stream.concat(
                  snapshot.injections().stream().map(injection -> injection.getSpec().container()),
                  sidecar(upgrade, snapshot).served().stream()
                      .flatMap(served -> served.template().getSpec().getInitContainers().stream()));
        };
    return known
        .flatMap(container -> InjectedTemplate.drainToken(container).stream())
        .findFirst()
        .orElseGet(newDrainToken);
  }

  /** The Operator Lifecycle Manager controls by labels. */
  private static Optional<String> controller(Workload workload) {
    ObjectMeta metadata = workload.object().getMetadata();
    Map<String, String> labels = metadata.getLabels();
    return metadata.getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst()
        .map(owner ->
            "%s %s (%s)".formatted(owner.getKind(), owner.getName(), owner.getApiVersion()))
        .or(() ->
            Optional.ofNullable(labels.get("olm.owner"))
                .map(name ->
                    "%s %s"
                        .formatted(
                            labels.getOrDefault("olm.owner.kind", "ClusterServiceVersion"), name)));
  }
}
