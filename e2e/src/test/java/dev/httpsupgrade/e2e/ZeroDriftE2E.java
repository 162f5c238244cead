package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.GitOpsLoop;
import dev.httpsupgrade.e2e.harness.GitOpsLoop.Way;
import dev.httpsupgrade.e2e.harness.Kubectl;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Workload;
import dev.httpsupgrade.e2e.harness.ZeroDriftComponent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.nio.file.Path;
import java.time.Duration;
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

  private static final String SHOP = Way.KUBECTL.shop();
  private static final String BINDING = "mutatingadmissionpolicybinding https-upgrade-injection";
  private static final String HELM_RELEASE = "secret/sh.helm.release.";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final TestNamespace namespace;
  private final Kubectl kubectl;
  private final Operator operator;
  private final GitOpsLoop loop;
  private ZeroDriftComponent component;
  private Originals originals;

  ZeroDriftE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.kubectl = namespace.cluster().kubectl();
    this.operator = namespace.cluster().operator();
    this.loop =
        new GitOpsLoop(namespace, "  injection: Admission\n  services: {takeover: Admission}\n");
  }

  @BeforeAll
  void installTheComponentAndUpgradeUnderLoad(@TempDir Path folder) {
    component = new ZeroDriftComponent(namespace.cluster(), folder);
    component.install();
    originals = namespace.originals();
    for (Way way : Way.values()) {
      loop.apply(way, loop.app(way));
    }
    loop.startLoad();
    for (Way way : Way.values()) {
      originals.with("apps/v1", "Deployment", way.shop()).with("v1", "Service", way.shop());
    }
    applyAll();
    loop.awaitHttps();
  }

  @AfterAll
  void removeTheComponent() {
    component.remove();
  }

  @Test
  @Order(1)
  void theTemplateGetsNoMoreThanALabelAndEachPodTheSidecarFirst() {
    for (Way way : Way.values()) {
      Workload workload = namespace.workload(way.shop());
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
    long generation = namespace.workload(SHOP).generation();

    namespace
        .upgrade(SHOP)
        .patchSpec("{\"sidecar\":{\"resources\":{\"requests\":{\"cpu\":\"20m\"}}}}");

    namespace.upgrade(SHOP).awaitReady();
    assertThat(namespace.workload(SHOP).generation()).isEqualTo(generation + 1);
    Awaits.within(
        LIMIT,
        () ->
            assertThat(namespace.kubectl("get", "injections", "-o=name").lines())
                .hasSameSizeAs(Way.values()));
    namespace.workload(SHOP).awaitRolledOut();
  }

  @Test
  @Order(2)
  void comparingAndApplyingFindsNoDriftAndMeetsNoWriteOfOurs() {
    loop.run();

    assertPortsLeadToTheSidecar();
  }

  @Test
  @Order(3)
  void newPodsGetItWithoutTheOperatorWhichReplacesThoseWithoutAndNothingIsLost() {
    operator.shutDown();
    try {
      replaceAPod();
      assertThat(namespace.workload(SHOP).pods()).allMatch(ZeroDriftE2E::hasSidecar);
      applyAll();
      assertPortsLeadToTheSidecar();

      kubectl.runScript("kubectl delete " + BINDING);
      Awaits.within(LIMIT, () -> assertThat(aNewPodGetsIt()).isFalse());
      replaceAPod();
      assertThat(namespace.workload(SHOP).pods())
          .anyMatch(pod -> !hasSidecar(pod))
          .anyMatch(ZeroDriftE2E::hasSidecar);
    } finally {
      component.restorePolicies();
      Awaits.within(LIMIT, () -> assertThat(aNewPodGetsIt()).isTrue());
      operator.start();
    }

    Awaits.within(
        LIMIT,
        () ->
            assertThat(namespace.workload(SHOP).pods())
                .hasSize(2)
                .allMatch(ZeroDriftE2E::hasSidecar));
    namespace.workload(SHOP).awaitRolledOut();
    namespace.upgrade(SHOP).awaitReady();
    assertThat(namespace.kubectl("get", "events.v1.events.k8s.io")).contains("SidecarMissing");
    loop.assertNothingLost();
  }

  @Test
  @Order(4)
  void theUndoIsExactAndLeavesNothingBehind() {
    for (Way way : Way.values()) {
      namespace.upgrade(way.shop()).delete();
    }
    for (Way way : Way.values()) {
      namespace.upgrade(way.shop()).awaitGone();
    }

    assertThat(originals.differences()).isEmpty();
    Awaits.within(
        LIMIT,
        () ->
            assertThat(namespace.kubectl("get", "injections,secrets,configmaps", "-o=name").lines())
                .filteredOn(name -> !name.startsWith(HELM_RELEASE))
                .containsExactly("configmap/kube-root-ca.crt"));
  }

  private void replaceAPod() {
    Workload workload = namespace.workload(SHOP);
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
    PodTemplateSpec template = namespace.workload(SHOP).template();
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

  private void applyAll() {
    for (Way way : Way.values()) {
      loop.apply(way, loop.upgraded(way));
    }
  }

  private void assertPortsLeadToTheSidecar() {
    for (Way way : Way.values()) {
      String ports = "-o=jsonpath={.spec.ports[*].targetPort}";
      assertThat(namespace.kubectl("get", "service", way.shop(), ports))
          .isEqualTo("hu-https hu-https");
    }
  }
}
