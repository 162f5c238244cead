package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Condition;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistake gets a condition that says so, and breaks nothing. */
@ClusterTest
@Order(90)
final class MistakesE2E {

  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final TestNamespace namespace;

  MistakesE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @ParameterizedTest
  @CsvSource({
    "target-not-found,      Accepted,         TargetNotFound,      spec.targetRef",
    "target-not-supported,  Accepted,         TargetNotSupported,  hostNetwork",
    "no-matching-service,   Accepted,         NoMatchingService,   spec.services.names",
    "service-not-found,     Accepted,         ServiceNotFound,     shelf",
    "no-matching-port,      Accepted,         NoMatchingPort,      targetPort",
    "ambiguous-ports,       Accepted,         AmbiguousPorts,      8081",
    "port-taken,            Accepted,         PortTaken,           8443",
    "service-port-taken,    Accepted,         ServicePortTaken,    443",
    "secret-conflict,       CertificateReady, SecretConflict,      secret-conflict-https-upgrade"
  })
  void eachIsNamedAndNothingIsTouched(
      String mistake, String condition, String reason, String mentioned) {
    // Given
    List<HasMetadata> objects = namespace.create("mistakes/%s.yaml".formatted(mistake));
    Originals originals = snapshot(objects);

    // When
    Upgrade upgrade = namespace.upgrade(mistake);
    Condition verdict = upgrade.awaitCondition(LIMIT, condition, "False", reason);

    // Then
    assertThat(verdict.message()).contains(mentioned);
    assertThat(upgrade.condition("Ready").status()).isEqualTo("False");
    assertThat(upgrade.status().path("nextAction").asText()).isNotEmpty();
    assertThat(originals.differences()).isEmpty();
    upgrade.delete();
    upgrade.awaitGone();
    assertThat(originals.differences()).isEmpty();
  }

  @Test
  void aSecondUpgradeOfATargetIsRefusedAndItsDeletionUndoesNothing() {
    // Given
    String name = "target-already-upgraded";
    List<HasMetadata> objects = namespace.create("mistakes/target-already-upgraded.yaml");
    namespace.upgrade(name).awaitReady();
    Workload target = namespace.workload(name);
    assertThat(target.hasSidecar()).isTrue();
    Originals upgraded = snapshot(objects);

    // When
    namespace.create("mistakes/target-already-upgraded-second.yaml");
    Upgrade second = namespace.upgrade("second");
    Condition verdict = second.awaitCondition(LIMIT, "Accepted", "False", "TargetAlreadyUpgraded");
    second.delete();
    second.awaitGone();

    // Then
    assertThat(verdict.message()).contains(name);
    assertThat(namespace.upgrade(name).condition("Accepted").status()).isEqualTo("True");
    assertThat(upgraded.differences()).isEmpty();
  }

  @Test
  void anUpgradeWhoseTargetComesLaterGoesOnByItself() {
    // Given
    namespace.create("shop-upgrade.yaml");
    Upgrade shop = namespace.upgrade("shop");
    shop.awaitCondition(LIMIT, "Accepted", "False", "TargetNotFound");

    // When
    namespace.create("shop.yaml");

    // Then
    shop.awaitCondition(LIMIT, "Accepted", "True", "");
    Awaits.within(LIMIT, () -> assertThat(namespace.workload("shop").hasSidecar()).isTrue());
  }

  @Test
  void anUpgradeWhoseTargetWasDeletedCanBeDeleted() {
    // Given
    namespace.create("shop.yaml", "gone");
    Originals service = namespace.originals().with("v1", "Service", "gone");
    namespace.create("shop-upgrade.yaml", "gone");
    Upgrade upgrade = namespace.upgrade("gone");
    upgrade.awaitCondition(LIMIT, "Injected", "True", "");

    // When
    namespace.client().apps().deployments().withName("gone").delete();
    upgrade.awaitCondition(LIMIT, "Accepted", "False", "TargetNotFound");
    upgrade.delete();
    upgrade.awaitGone();

    // Then
    assertThat(service.differences()).isEmpty();
  }

  private Originals snapshot(List<HasMetadata> objects) {
    Originals originals = namespace.originals();
    objects.stream()
        .filter(object -> !object.getKind().equals(Upgrade.KIND))
        .forEach(object ->
            originals.with(
                object.getApiVersion(), object.getKind(), object.getMetadata().getName()));
    return originals;
  }
}
