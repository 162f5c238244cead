package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Kubectl;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Installed for one namespace the operator upgrades what is there, and sees nothing else. */
@ClusterTest
@Order(90)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NamespacedInstallE2E {

  private static final String UNBIND = "kubectl delete clusterrolebinding https-upgrade-operator";

  private final TestNamespace namespace;
  private final Kubectl kubectl;
  private final Operator operator;
  private Instant installed;
  private Originals originals;

  NamespacedInstallE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.kubectl = namespace.cluster().kubectl();
    this.operator = namespace.cluster().operator();
  }

  @BeforeAll
  void bindTheOperatorHereAlone(@TempDir Path folder) throws IOException {
    namespace.create("shop.yaml");
    namespace.workload("shop").awaitRolledOut();
    originals =
        namespace.originals().with("apps/v1", "Deployment", "shop").with("v1", "Service", "shop");
    operator.shutDown();
    installed = Instant.now();
    namespace.cluster().installFiles().copyTo(folder, this::forThisNamespace);
    run(UNBIND, "kubectl apply -k %s/deploy/namespaced".formatted(folder));
    operator.awaitReady();
  }

  @AfterAll
  void bindItEverywhere(@TempDir Path folder) throws IOException {
    operator.shutDown();
    namespace.cluster().installFiles().copyTo(folder, UnaryOperator.identity());
    run("kubectl apply -k %s/deploy".formatted(folder));
    operator.awaitReady();
  }

  @Test
  @Order(1)
  void anAppInItsNamespaceIsUpgraded() {
    namespace.create("shop-upgrade.yaml");

    namespace.upgrade("shop").awaitReady();
  }

  @Test
  @Order(2)
  void anUpgradeElsewhereIsNotLookedAt() {
    String elsewhere = namespace.name() + "-elsewhere";
    run("kubectl create namespace " + elsewhere);
    try {
      kubectl.runWithInput(elsewhere, namespace.text("shop-upgrade.yaml"), "apply", "-f", "-");
      namespace.upgrade("shop").patchSpec("{\"sidecar\":{\"logLevel\":\"debug\"}}");
      namespace.upgrade("shop").awaitReady();

      String seen = "-o=jsonpath={.status}{.metadata.finalizers}";
      assertThat(kubectl.run(elsewhere, "get", "httpsupgrade", "shop", seen)).isEmpty();
    } finally {
      run("kubectl delete --wait=false namespace " + elsewhere);
    }
  }

  @Test
  @Order(3)
  void itIsTakenBackExactly() {
    namespace.upgrade("shop").delete();

    namespace.upgrade("shop").awaitGone();
    assertThat(originals.differences()).isEmpty();
  }

  @Test
  @Order(4)
  void noRequestWasForAnotherNamespaceOrForAll() {
    var requests = namespace.cluster().auditLog().of(Operator.USER, installed);

    assertThat(requests)
        .anyMatch(request -> request.namespace().equals(namespace.name()))
        .allMatch(request ->
            List.of(namespace.name(), Operator.NAMESPACE, "").contains(request.namespace()))
        .filteredOn(request -> request.namespace().isEmpty() && !request.resource().isEmpty())
        .allMatch(request -> request.apiGroup().equals("authorization.k8s.io"));
  }

  private String forThisNamespace(String manifest) {
    return manifest
        .replace("WATCH_NAMESPACES=default", "WATCH_NAMESPACES=" + namespace.name())
        .replace("namespace: default", "namespace: " + namespace.name());
  }

  private void run(String... commands) {
    kubectl.runScript(String.join("\n", commands));
  }
}
