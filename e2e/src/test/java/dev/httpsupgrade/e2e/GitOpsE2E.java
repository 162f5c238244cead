package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.GitOpsLoop;
import dev.httpsupgrade.e2e.harness.GitOpsLoop.Way;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** An app and its HttpsUpgrade are applied every few seconds by all the ways in which people do. */
@ClusterTest
@Order(100)
final class GitOpsE2E {

  private final TestNamespace namespace;
  private final GitOpsLoop loop;

  GitOpsE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.loop = new GitOpsLoop(namespace, "");
  }

  @BeforeAll
  void upgradeAllAndStartLoad() {
    for (Way way : Way.values()) {
      loop.apply(way, loop.upgraded(way));
    }
    loop.startLoad();
    loop.awaitHttps();
  }

  @Test
  @Order(1)
  void aLoopThatComparesAndAppliesFindsNoDriftAndMeetsNoWriteOfOurs() {
    loop.run();
  }

  @Test
  @Order(1)
  void theManagerThatArgoIsToldToHeedIsOurs() throws IOException {
    Matcher named =
        Pattern.compile("managedFieldsManagers: \\[(.*)]")
            .matcher(Files.readString(Path.of("..", "docs", "gitops.md")));
    assertThat(named.find()).isTrue();

    for (String kind : List.of("deployment", "service")) {
      String managers = "-o=jsonpath={.metadata.managedFields[*].manager}";
      assertThat(
              namespace.kubectl("get", kind, Way.KUBECTL.shop(), managers, "--show-managed-fields"))
          .contains(named.group(1));
    }
  }

  @Test
  @Order(2)
  void aChangedManifestIsRolledOutWithTheSidecar() {
    for (Way way : Way.values()) {
      Workload workload = namespace.workload(way.shop());
      long generation = workload.generation();

      loop.apply(way, loop.upgraded(way).replace("-log-level=WARN", "-log-level=INFO"));

      workload.awaitRolledOut();
      assertThat(workload.generation()).isEqualTo(generation + 1);
      assertThat(workload.pods())
          .allSatisfy(pod -> {
            assertThat(pod.getSpec().getContainers().getFirst().getArgs())
                .contains("-log-level=INFO");
            assertThat(pod.getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly(Workload.SIDECAR);
          });
      namespace.upgrade(way.shop()).awaitReady();
    }
    loop.assertNothingLost();
  }

  @Test
  @Order(3)
  void aSyncThatRemovesAppAndUpgradeLeavesNothingBehind() {
    for (Way way : Way.values()) {
      delete(way);
    }

    for (Way way : Way.values()) {
      namespace.upgrade(way.shop()).awaitGone();
    }
    assertThat(
            namespace.kubectl("get", "deployments,services,secrets,configmaps", "-o=name").lines())
        .as("what is left, but what each namespace has, and the Helm releases")
        .containsExactly("configmap/kube-root-ca.crt");
  }

  private void delete(Way way) {
    switch (way) {
      case KUBECTL, KUBECTL_SERVER_SIDE ->
          namespace
              .cluster()
              .kubectl()
              .runWithInput(
                  namespace.name(), loop.upgraded(way), "delete", "--wait=false", "-f", "-");
      case HELM, HELM_LIKE_VERSION_3 -> namespace.helm().uninstall(way.shop());
    }
  }
}
