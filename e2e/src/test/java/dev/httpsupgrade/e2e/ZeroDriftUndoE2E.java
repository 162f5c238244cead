package dev.httpsupgrade.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.ManualUndo;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.ZeroDriftComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By admission, too, a sidecar that can't start is taken back, and one can be without us. */
@ClusterTest
@Order(96)
final class ZeroDriftUndoE2E {

  private static final Duration ROLLOUT = Duration.ofSeconds(90);
  private final TestNamespace namespace;
  private final Operator operator;
  private final Upgrade shop;
  private final Upgrade store;
  private ZeroDriftComponent component;
  private Path apps;
  private Originals originals;

  ZeroDriftUndoE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.operator = namespace.cluster().operator();
    this.shop = namespace.upgrade("shop");
    this.store = namespace.upgrade("store");
  }

  @BeforeAll
  void installTheComponentAndCreateTheApps(@TempDir Path folder) throws IOException {
    component = new ZeroDriftComponent(namespace.cluster(), folder);
    component.install();
    apps = Files.writeString(folder.resolve("apps.yaml"), namespace.text("failing.yaml"), UTF_8);
    namespace.kubectlApply(namespace.text("failing.yaml"));
    awaitPods();
    originals =
        namespace
            .originals()
            .with("apps/v1", "Deployment", "shop")
            .with("v1", "Service", "shop")
            .with("apps/v1", "StatefulSet", "store")
            .with("v1", "Service", "store");
  }

  @AfterAll
  void removeTheComponent() {
    component.remove();
  }

  @Test
  @Order(1)
  void aSidecarThatCannotStartIsToldInThePodsWordsAndTakenBack() {
    String upgrades = namespace.text("failing-upgrades.yaml");
    namespace.kubectlApply(upgrades.replace("  sidecar:", "  injection: Admission\n  sidecar:"));

    for (Upgrade upgrade : List.of(shop, store)) {
      upgrade.awaitCondition(ROLLOUT, "Injected", "False", "RolloutFailed");
      assertThat(upgrade.condition("Degraded").message())
          .contains("the sidecar was taken out of the pod template again")
          .contains("Insufficient cpu");
    }
    assertThat(originals.differences()).isEmpty();
    awaitPods();
  }

  @Test
  @Order(2)
  void aChangeOfTheSpecIsAnotherTryAlsoForAStatefulSet() {
    for (Upgrade upgrade : List.of(shop, store)) {
      upgrade.patchSpec(
          """
          {"injection": "Admission",
           "services": {"takeover": "Admission"},
           "sidecar": {"resources": {"requests": {"cpu": "20m"}}}}
          """);
    }

    for (Upgrade upgrade : List.of(shop, store)) {
      upgrade.awaitReady();
      assertThat(upgrade.conditions()).noneMatch(one -> one.type().equals("Degraded"));
    }
  }

  @Test
  @Order(3)
  void withoutTheOperatorTheDocumentedCommandsRestoreEverything() {
    var undo = new ManualUndo(namespace);
    operator.shutDown();
    try {
      undo.byScript("shop", apps);
      undo.byKubectl("zero-drift.md", "Undo", "statefulset", "store");
    } finally {
      operator.start();
    }

    for (Upgrade upgrade : List.of(shop, store)) {
      upgrade.awaitGone();
    }
    assertThat(originals.differences()).isEmpty();
    awaitPods();
    Awaits.within(
        ROLLOUT,
        () ->
            assertThat(namespace.kubectl("get", "injections,secrets,configmaps", "-o=name").lines())
                .containsExactly("configmap/kube-root-ca.crt"));
  }

  private void awaitPods() {
    namespace.workload("shop").awaitRolledOut();
    namespace.kubectl("rollout", "status", "statefulset/store", "--timeout=90s");
  }
}
