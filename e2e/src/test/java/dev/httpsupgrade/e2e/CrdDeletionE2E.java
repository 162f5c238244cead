package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.Cluster;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The CRD may be deleted with everything in it. Comes late: every HttpsUpgrade of the cluster goes.
 */
@ClusterTest
@Order(1000)
final class CrdDeletionE2E {

  private static final String CRD = "httpsupgrades.httpsupgrade.dev";

  private final TestNamespace namespace;
  private final Cluster cluster;
  private Originals originals;

  CrdDeletionE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.cluster = namespace.cluster();
  }

  @BeforeAll
  void upgrade() {
    cluster.requireOwn("every HttpsUpgrade of the cluster goes");
    namespace.create("shop.yaml");
    namespace.workload("shop").awaitRolledOut();
    originals =
        namespace.originals().with("apps/v1", "Deployment", "shop").with("v1", "Service", "shop");
    namespace.create("shop-upgrade.yaml");
    namespace.upgrade("shop").awaitReady();
  }

  @AfterAll
  void installAgain() {
    cluster.requireOwn("nothing was deleted");
    cluster.kubectl().runScript("kubectl apply -k crds");
  }

  @Test
  void whatWasUpgradedIsRestoredAndANewCrdIsTakenUp() {
    cluster.client().apiextensions().v1().customResourceDefinitions().withName(CRD).delete();

    Awaits.within(
        Duration.ofMinutes(2),
        () ->
            assertThat(
                    cluster
                        .client()
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(CRD)
                        .get())
                .as("the CRD")
                .isNull());
    namespace.workload("shop").awaitRolledOut();
    assertThat(originals.differences()).isEmpty();

    installAgain();
    Awaits.within(
        Duration.ofSeconds(30),
        () ->
            assertThatCode(() -> namespace.create("shop-upgrade.yaml")).doesNotThrowAnyException());
    namespace.upgrade("shop").awaitReady();
    cluster.operator().awaitReady();
  }
}
