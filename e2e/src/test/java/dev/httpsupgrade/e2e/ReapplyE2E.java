package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Manifests are applied from Git again and again. */
@ClusterTest
@Order(100)
final class ReapplyE2E {

  private static final Duration WINDOW = Duration.ofSeconds(20);

  /** The ways to apply a manifest; each has a workload of its own. */
  private enum Way {
    CLIENT_SIDE("shop-client-side", "--server-side=false"),
    SERVER_SIDE("shop-server-side", "--server-side=true");

    private final String shop;
    private final String option;

    Way(String shop, String option) {
      this.shop = shop;
      this.option = option;
    }
  }

  private final TestNamespace namespace;

  ReapplyE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @BeforeAll
  void upgradeBoth() {
    for (Way way : Way.values()) {
      apply(way, manifest(way));
      apply(way, namespace.text("shop-upgrade.yaml").replace("shop", way.shop));
    }
    for (Way way : Way.values()) {
      namespace.upgrade(way.shop).awaitReady();
      namespace.workload(way.shop).awaitRolledOut();
    }
  }

  @Test
  @Order(1)
  void theSameManifestsChangeNothingAndStartNoFight() {
    // Given
    Map<String, String> before = versions();

    // When
    for (Way way : Way.values()) {
      apply(way, manifest(way));
      apply(way, namespace.text("shop-upgrade.yaml").replace("shop", way.shop));
    }
    Awaits.observe(WINDOW);

    // Then
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  @Order(2)
  void aChangedManifestIsRolledOutWithTheSidecar() {
    for (Way way : Way.values()) {
      // Given
      Workload workload = namespace.workload(way.shop);
      long generation = workload.generation();

      // When
      apply(way, manifest(way).replace("-log-level=WARN", "-log-level=INFO"));
      workload.awaitRolledOut();

      // Then
      assertThat(workload.generation()).isEqualTo(generation + 1);
      assertThat(workload.pods())
          .allSatisfy(pod -> {
            assertThat(pod.getSpec().getContainers().getFirst().getArgs())
                .contains("-log-level=INFO");
            assertThat(pod.getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly(Workload.SIDECAR);
          });
      namespace.upgrade(way.shop).awaitReady();
    }
  }

  private String manifest(Way way) {
    return namespace.text("shop.yaml").replace("shop", way.shop);
  }

  private void apply(Way way, String yaml) {
    namespace.kubectlApply(yaml, way.option);
  }

  /**
   * Every write, also one that changes nothing but who owns a field, leaves its mark in the managed
   * fields. Controllers write the status whenever they like; that does not count.
   */
  private Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    for (String shop : Arrays.stream(Way.values()).map(way -> way.shop).toList()) {
      for (List<String> kind :
          List.of(
              List.of("apps/v1", "Deployment"),
              List.of("v1", "Service"),
              List.of(Upgrade.API_VERSION, Upgrade.KIND))) {
        var metadata = namespace.get(kind.getFirst(), kind.getLast(), shop).getMetadata();
        versions.put(
            kind.getLast() + " " + shop,
            "generation %d, written by %s".formatted(metadata.getGeneration(), writers(metadata)));
      }
      versions.put("pods of " + shop, namespace.workload(shop).restarts().toString());
    }
    return versions;
  }

  private static List<String> writers(ObjectMeta metadata) {
    return metadata.getManagedFields().stream()
        .filter(entry -> entry.getSubresource() == null)
        .map(entry ->
            "%s %s %s".formatted(entry.getManager(), entry.getOperation(), entry.getTime()))
        .toList();
  }
}
