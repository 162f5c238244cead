package dev.httpsupgrade.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Kubectl;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * By admission a Deployment stays as it is in Git, but for a label, and its pods have the sidecar.
 */
@ClusterTest
@Order(95)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ZeroDriftE2E {

  private static final Path EXAMPLE =
      Path.of("..", "examples", "zero-drift", "operator", "kustomization.yaml");

  private static final String POLICY = "%s/deploy/components/zero-drift/injection.yaml";
  private static final String BINDING = "mutatingadmissionpolicybinding https-upgrade-injection";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final int RATE = 20;

  /** By the options of kubectl apply with which its owner applies it. */
  private static final Map<String, String> SHOPS =
      Map.of("applied", "--server-side=false", "server-applied", "--server-side=true");

  private final TestNamespace namespace;
  private final Kubectl kubectl;
  private final Operator operator;
  private final Map<String, ClientPod> clients = new TreeMap<>();
  private Originals originals;

  ZeroDriftE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.kubectl = namespace.cluster().kubectl();
    this.operator = namespace.cluster().operator();
  }

  @BeforeAll
  void installTheComponentAndUpgradeUnderLoad(@TempDir Path folder) throws IOException {
    install(folder, true);
    originals = namespace.originals();
    SHOPS.forEach((shop, option) -> {
      namespace.kubectlApply(manifests(shop), option);
      namespace.workload(shop).awaitRolledOut();
      originals.with("apps/v1", "Deployment", shop).with("v1", "Service", shop);
    });
    SHOPS
        .keySet()
        .forEach(shop -> {
          ClientPod client = namespace.startClient("load-" + shop);
          String host = namespace.host(shop);
          client.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
          clients.put(shop, client);
        });
    SHOPS
        .keySet()
        .forEach(shop ->
            namespace.kubectlApply(
                namespace.text("shop-upgrade.yaml").replace("shop", shop)
                    + "  injection: Admission\n"));
    clients.forEach((shop, client) -> {
      namespace.upgrade(shop).awaitReady();
      client.joinHttps(namespace.upgrade(shop).ca());
    });
  }

  @AfterAll
  void removeTheComponent(@TempDir Path folder) throws IOException {
    install(folder, false);
    kubectl.runScript("kubectl delete -f " + POLICY.formatted(folder));
  }

  @Test
  @Order(1)
  void theTemplateGetsNoMoreThanALabelAndEachPodTheSidecarFirst() {
    for (String shop : SHOPS.keySet()) {
      Workload workload = namespace.workload(shop);
      assertThat(workload.hasSidecar()).isFalse();
      assertThat(workload.template().getSpec().getVolumes()).isEmpty();
      assertThat(workload.template().getMetadata().getLabels())
          .containsOnlyKeys("app", "httpsupgrade.dev/injection");
      assertThat(workload.pods()).hasSize(2).allMatch(ZeroDriftE2E::hasSidecar);
    }
  }

  @Test
  @Order(1)
  void anotherSidecarIsRolledOutAndNothingOfTheFormerOneStays() {
    long generation = namespace.workload("applied").generation();

    namespace
        .upgrade("applied")
        .patchSpec("{\"sidecar\":{\"resources\":{\"requests\":{\"cpu\":\"20m\"}}}}");

    namespace.upgrade("applied").awaitReady();
    assertThat(namespace.workload("applied").generation()).isEqualTo(generation + 1);
    Awaits.within(
        LIMIT,
        () ->
            assertThat(namespace.kubectl("get", "injections", "-o=name").lines())
                .hasSameSizeAs(SHOPS.keySet()));
    namespace.workload("applied").awaitRolledOut();
  }

  @Test
  @Order(2)
  void comparingAndApplyingFindsNoDriftAndMeetsNoWriteOfOurs() {
    Awaits.within(LIMIT, () -> assertThat(writes(Instant.now().minus(QUIET))).isEmpty());
    Instant since = Instant.now();
    Map<String, Integer> pods = restarts();

    for (int i = 0; i < 3; i++) {
      SHOPS.forEach((shop, option) -> {
        // It ends with 1 where it finds a difference, which fails the test with that difference.
        kubectl.runWithInput(namespace.name(), manifests(shop), "diff", "-f", "-", option);
        namespace.kubectlApply(manifests(shop), option);
      });
      Awaits.observe(QUIET);
    }

    assertThat(writes(since)).as("mutating requests of the operator").isEmpty();
    assertThat(restarts()).as("pods and their restarts").isEqualTo(pods);
  }

  @Test
  @Order(3)
  void newPodsGetItWithoutTheOperatorWhichReplacesThoseWithoutAndNothingIsLost(@TempDir Path folder)
      throws IOException {
    namespace.cluster().installFiles().copyTo(folder, UnaryOperator.identity());
    operator.shutDown();
    try {
      replaceAPod();
      assertThat(namespace.workload("applied").pods()).allMatch(ZeroDriftE2E::hasSidecar);

      kubectl.runScript("kubectl delete " + BINDING);
      Awaits.within(LIMIT, () -> assertThat(aNewPodGetsIt()).isFalse());
      replaceAPod();
      assertThat(namespace.workload("applied").pods())
          .anyMatch(pod -> !hasSidecar(pod))
          .anyMatch(ZeroDriftE2E::hasSidecar);
    } finally {
      kubectl.runScript("kubectl apply -f " + POLICY.formatted(folder));
      Awaits.within(LIMIT, () -> assertThat(aNewPodGetsIt()).isTrue());
      operator.start();
    }

    Awaits.within(
        LIMIT,
        () ->
            assertThat(namespace.workload("applied").pods())
                .hasSize(2)
                .allMatch(ZeroDriftE2E::hasSidecar));
    namespace.workload("applied").awaitRolledOut();
    namespace.upgrade("applied").awaitReady();
    assertThat(namespace.kubectl("get", "events.v1.events.k8s.io")).contains("SidecarMissing");
    clients.forEach((shop, client) -> {
      LoadReport load = client.stopLoad();
      System.out.printf("ZeroDriftE2E: %s: %s%n", shop, load.summary());
      assertThat(load.ok("https new")).isPositive();
      assertThat(load.failures()).as("requests lost by %s", shop).isEmpty();
    });
  }

  @Test
  @Order(4)
  void theUndoIsExactAndLeavesNothingBehind() {
    SHOPS.keySet().forEach(shop -> namespace.upgrade(shop).delete());
    SHOPS.keySet().forEach(shop -> namespace.upgrade(shop).awaitGone());

    assertThat(originals.differences()).isEmpty();
    Awaits.within(
        LIMIT,
        () ->
            assertThat(namespace.kubectl("get", "injections,secrets,configmaps", "-o=name").lines())
                .containsExactly("configmap/kube-root-ca.crt"));
  }

  private void install(Path folder, boolean withComponent) throws IOException {
    namespace.cluster().installFiles().copyTo(folder, UnaryOperator.identity());
    Path overlay = Files.createDirectories(folder.resolve("overlay"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        Files.readString(EXAMPLE, UTF_8).replace("../../../", "../"),
        UTF_8);
    operator.shutDown();
    kubectl.runScript("kubectl apply -k " + (withComponent ? overlay : folder.resolve("deploy")));
    operator.awaitReady();
  }

  private void replaceAPod() {
    Workload workload = namespace.workload("applied");
    Pod pod = workload.pods().getFirst();
    namespace.client().resource(pod).delete();
    Awaits.within(
        LIMIT,
        () ->
            assertThat(workload.pods())
                .hasSize(2)
                .noneMatch(
                    other -> other.getMetadata().getUid().equals(pod.getMetadata().getUid())));
    workload.awaitRolledOut();
  }

  private boolean aNewPodGetsIt() {
    PodTemplateSpec template = namespace.workload("applied").template();
    var probe =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .editMetadata()
            .withName("probe")
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    return hasSidecar(namespace.client().resource(probe).dryRun(true).create());
  }

  private static boolean hasSidecar(Pod pod) {
    return !pod.getSpec().getInitContainers().isEmpty()
        && pod.getSpec().getInitContainers().getFirst().getName().equals(Workload.SIDECAR);
  }

  private String manifests(String shop) {
    return namespace.text("shop.yaml").replace("shop", shop);
  }

  private List<AuditEntry> writes(Instant since) {
    return namespace.cluster().auditLog().of(Operator.USER, since).stream()
        .filter(AuditEntry::mutates)
        .filter(entry -> entry.namespace().equals(namespace.name()))
        .toList();
  }

  private Map<String, Integer> restarts() {
    var restarts = new TreeMap<String, Integer>();
    SHOPS.keySet().forEach(shop -> restarts.putAll(namespace.workload(shop).restarts()));
    return restarts;
  }
}
