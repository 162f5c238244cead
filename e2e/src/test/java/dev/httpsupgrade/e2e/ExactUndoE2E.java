package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Deleting the resource leaves no trace, however the workload came to the cluster. */
@ClusterTest
@Order(30)
final class ExactUndoE2E {

  private static final List<String> SHOPS = List.of("created", "applied", "server-applied");

  private final TestNamespace namespace;

  ExactUndoE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @Test
  void workloadAndServiceEqualTheOriginalsFieldForField() {
    // Given
    namespace.create("shop.yaml", "created");
    namespace.kubectlApply(namespace.text("shop.yaml").replace("shop", "applied"));
    namespace.kubectlApply(
        namespace.text("shop.yaml").replace("shop", "server-applied"), "--server-side");
    SHOPS.forEach(shop -> namespace.workload(shop).awaitRolledOut());
    Originals originals = snapshot();
    List<String> replicaSets = replicaSets();

    // When
    SHOPS.forEach(shop -> namespace.create("shop-upgrade.yaml", shop));
    SHOPS.forEach(shop -> namespace.upgrade(shop).awaitReady());
    SHOPS.forEach(shop -> assertThat(namespace.workload(shop).hasSidecar()).isTrue());
    SHOPS.forEach(shop -> namespace.upgrade(shop).delete());
    SHOPS.forEach(shop -> namespace.upgrade(shop).awaitGone());

    // Then
    assertThat(originals.differences()).isEmpty();
    SHOPS.forEach(shop -> namespace.workload(shop).awaitRolledOut());
    assertThat(originals.differences()).isEmpty();
    assertThat(replicaSets()).as("ReplicaSets with pods").isEqualTo(replicaSets);
    assertThat(leftovers()).isEmpty();
  }

  private Originals snapshot() {
    Originals originals = namespace.originals();
    SHOPS.forEach(
        shop -> originals.with("apps/v1", "Deployment", shop).with("v1", "Service", shop));
    return originals;
  }

  private List<String> replicaSets() {
    return namespace.client().apps().replicaSets().list().getItems().stream()
        .filter(set -> set.getSpec().getReplicas() > 0)
        .map(ReplicaSet::getMetadata)
        .map(metadata -> metadata.getName())
        .sorted()
        .toList();
  }

  /** What carries the operator's label, of the kinds that it makes. */
  private List<String> leftovers() {
    return namespace
        .kubectl(
            "get",
            "secrets,configmaps,endpointslices,networkpolicies",
            "--selector=httpsupgrade.dev/upgrade",
            "--output=name")
        .lines()
        .filter(line -> line.contains("/"))
        .toList();
  }
}
