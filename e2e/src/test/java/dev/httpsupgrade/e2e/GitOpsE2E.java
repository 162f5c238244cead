package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.AuditLog;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * An app and its HttpsUpgrade are compared and applied every few seconds, under load, by all the
 * ways in which people apply. {@code GITOPS_SECONDS} (60) says how long.
 */
@ClusterTest
@Order(100)
final class GitOpsE2E {

  private static final Duration LENGTH =
      Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("GITOPS_SECONDS", "60")));

  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RATE = 20;

  private static final String CLIENT_SIDE = "--server-side=false";
  private static final String SERVER_SIDE = "--server-side=true";

  /** Each has a workload of its own, whose targetPort is a number in its manifest. */
  private enum Way {
    KUBECTL,
    KUBECTL_SERVER_SIDE,
    HELM,
    HELM_LIKE_VERSION_3;

    String shop() {
      return "shop-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final TestNamespace namespace;
  private final Map<Way, ClientPod> clients = new EnumMap<>(Way.class);

  GitOpsE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @BeforeAll
  void upgradeAllAndStartLoad() {
    for (Way way : Way.values()) {
      apply(way, manifests(way));
    }
    for (Way way : Way.values()) {
      namespace.upgrade(way.shop()).awaitReady();
      namespace.workload(way.shop()).awaitRolledOut();
      String host = namespace.host(way.shop());
      ClientPod client = namespace.startClient("load-" + way.shop());
      client.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
      client.joinHttps(namespace.upgrade(way.shop()).ca());
      clients.put(way, client);
    }
  }

  @Test
  @Order(1)
  void aLoopThatComparesAndAppliesFindsNoDriftAndMeetsNoWriteOfOurs() {
    // Given
    AuditLog audit = namespace.cluster().auditLog();
    Awaits.within(LIMIT, () -> assertThat(writes(audit, Instant.now().minus(QUIET))).isEmpty());
    Instant since = Instant.now();
    Map<String, Integer> pods = restarts();

    // When
    while (Instant.now().isBefore(since.plus(LENGTH))) {
      for (Way way : Way.values()) {
        assertNoDrift(way);
        apply(way, manifests(way));
      }
      Awaits.observe(PAUSE);
    }

    // Then
    assertThat(writes(audit, since)).as("mutating requests of the operator").isEmpty();
    assertThat(restarts()).as("pods and their restarts").isEqualTo(pods);
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

      apply(way, manifests(way).replace("-log-level=WARN", "-log-level=INFO"));

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
    clients.forEach((way, client) -> assertNothingLost(way, client.stopLoad()));
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

  private static void assertNothingLost(Way way, LoadReport load) {
    System.out.printf("GitOpsE2E: %s: %s%n", way, load.summary());
    assertThat(load.failures()).as("requests lost by %s", way).isEmpty();
    assertThat(load.ok("https new")).as("new HTTPS connections of %s", way).isPositive();
    assertThat(load.ok("https reused")).as("reused HTTPS connections of %s", way).isPositive();
  }

  /** kubectl ends with 1 where it finds a difference, which fails the test with that difference. */
  private void assertNoDrift(Way way) {
    String option = way == Way.KUBECTL ? CLIENT_SIDE : SERVER_SIDE;
    namespace
        .cluster()
        .kubectl()
        .runWithInput(namespace.name(), manifests(way), "diff", "-f", "-", option);
  }

  private void apply(Way way, String manifests) {
    switch (way) {
      case KUBECTL -> namespace.kubectlApply(manifests, CLIENT_SIDE);
      case KUBECTL_SERVER_SIDE -> namespace.kubectlApply(manifests, SERVER_SIDE);
      case HELM -> namespace.helm().upgrade(way.shop(), manifests, SERVER_SIDE);
      // Which compares what it applied before, what it applies now and what is there.
      case HELM_LIKE_VERSION_3 -> namespace.helm().upgrade(way.shop(), manifests, CLIENT_SIDE);
    }
  }

  private void delete(Way way) {
    switch (way) {
      case KUBECTL, KUBECTL_SERVER_SIDE ->
          namespace
              .cluster()
              .kubectl()
              .runWithInput(namespace.name(), manifests(way), "delete", "--wait=false", "-f", "-");
      case HELM, HELM_LIKE_VERSION_3 -> namespace.helm().uninstall(way.shop());
    }
  }

  private String manifests(Way way) {
    return (namespace.text("shop.yaml") + "---\n" + namespace.text("shop-upgrade.yaml"))
        .replace("shop", way.shop());
  }

  private List<AuditEntry> writes(AuditLog audit, Instant since) {
    return audit.of(Operator.USER, since).stream()
        .filter(AuditEntry::mutates)
        .filter(entry -> entry.namespace().equals(namespace.name()))
        .toList();
  }

  private Map<String, Integer> restarts() {
    var restarts = new TreeMap<String, Integer>();
    for (Way way : Way.values()) {
      restarts.putAll(namespace.workload(way.shop()).restarts());
    }
    return restarts;
  }
}
