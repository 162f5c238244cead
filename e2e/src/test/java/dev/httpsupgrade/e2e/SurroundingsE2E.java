package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Condition;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A workload is seldom alone. The local cluster's network enforces no NetworkPolicy; who may call
 * whom by those that are planned is a matter of the operator's own tests.
 */
@ClusterTest
@Order(48)
final class SurroundingsE2E {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final TestNamespace namespace;
  private final Upgrade shop;
  private Originals originals;

  SurroundingsE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.shop = namespace.upgrade("shop");
  }

  @BeforeAll
  void upgradeAShopThatIsNotAlone() {
    namespace.create("surroundings.yaml");
    namespace.create("surroundings-policy.yaml");
    namespace.create("shop.yaml");
    Awaits.within(
        SOON.multipliedBy(3),
        () -> assertThat(used("requests.cpu")).as("CPU that the quota counts").isEqualTo("100m"));
    originals =
        namespace
            .originals()
            .with("apps/v1", "Deployment", "shop")
            .with("networking.k8s.io/v1", "Ingress", "front");
    namespace.create("shop-upgrade.yaml");
  }

  @Test
  @Order(1)
  void aQuotaWithoutRoomIsToldBeforeAnyPodIsReplaced() {
    Condition verdict = shop.awaitCondition(SOON, "Accepted", "False", "NoRoom");

    assertThat(verdict.message())
        .contains("ResourceQuota pods allows 150m of requests.cpu, of which 100m is used")
        .contains("2 pods with the sidecar");
    assertThat(originals.differences()).isEmpty();
  }

  @Test
  @Order(2)
  void withRoomItGoesOnByItself() {
    namespace
        .client()
        .resourceQuotas()
        .withName("pods")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"spec": {"hard": {"requests.cpu": "200m"}}}\
            """);

    shop.awaitReady();
  }

  @Test
  @Order(3)
  void whatPointsAtItIsTold() {
    assertThat(shop.status().path("notices").findValuesAsText("reason"))
        .containsExactly("AllowsNoDisruption", "CountsSidecar", "PlainBackend");
  }

  @Test
  @Order(4)
  void callersOfTheAppAreLetInToTheSidecarAsLongAsAPolicyIsNeeded() {
    assertThat(ours()).isNotNull();

    namespace.client().network().networkPolicies().withName("callers").delete();

    Awaits.within(SOON, () -> assertThat(ours()).isNull());
    namespace.create("surroundings-policy.yaml");
    Awaits.within(SOON, () -> assertThat(ours()).isNotNull());
  }

  @Test
  @Order(5)
  void removalLeavesNothingBehind() {
    shop.delete();
    shop.awaitGone();

    assertThat(originals.differences()).isEmpty();
    Awaits.within(SOON, () -> assertThat(ours()).isNull());
  }

  private NetworkPolicy ours() {
    return namespace.client().network().networkPolicies().withName(shop.ownedName()).get();
  }

  private String used(String resource) {
    var status = namespace.client().resourceQuotas().withName("pods").get().getStatus();
    return status == null || status.getUsed() == null
        ? ""
        : String.valueOf(status.getUsed().get(resource));
  }
}
