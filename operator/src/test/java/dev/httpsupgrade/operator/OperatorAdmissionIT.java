package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sidecar by admission, on the real API server; pods are made as a ReplicaSet makes them. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorAdmissionIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String BY_ADMISSION = "injection: Admission";

  private final ControlPlane controlPlane;
  private final RunningOperator operator;
  private final KubernetesClient client;
  private final Shop shop;
  private final AdmittedPods pods;

  OperatorAdmissionIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
    this.operator = operator;
    client = controlPlane.client();
    shop = new Shop(controlPlane);
    pods = new AdmittedPods(controlPlane, shop);
  }

  @Test
  void theTemplateGetsOneLabelAndItsPodsTheSameSidecarAsByWorkload() {
    begin(Shop.INIT_CONTAINERS, "");
    PodTemplateSpec whole = template();

    shop.applyUpgrade("shop", BY_ADMISSION);

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(template().getMetadata().getLabels())
                .containsOnlyKeys("app", Names.INJECTION_LABEL));
    shop.awaitReady("shop");
    assertThat(template().getSpec().getVolumes()).isEmpty();
    assertThat(names(template().getSpec().getInitContainers())).containsExactly("migrate", "cache");
    Pod pod = pods.create(template());
    assertThat(pod.getMetadata().getLabels()).containsEntry(Names.UPGRADE_LABEL, "shop");
    assertThat(names(pod.getSpec().getInitContainers()))
        .containsExactly("https-upgrade", "migrate", "cache");
    assertThat(pod.getSpec().getInitContainers().getFirst())
        .isEqualTo(whole.getSpec().getInitContainers().getFirst());
    assertThat(pod.getSpec().getVolumes()).containsAll(whole.getSpec().getVolumes());

    shop.applyUpgrade("shop", "injection: Workload");

    await().atMost(SOON).untilAsserted(() -> assertThat(template()).isEqualTo(whole));
    await().atMost(SOON).untilAsserted(() -> assertThat(injections()).isEmpty());
  }

  @Test
  void aPodWithNothingOfItsOwnGetsTheSidecarToo() {
    begin("automountServiceAccountToken: false", BY_ADMISSION);

    Pod pod = pods.create(template());

    assertThat(names(pod.getSpec().getInitContainers())).containsExactly("https-upgrade");
    assertThat(pod.getSpec().getVolumes()).hasSize(2);
  }

  @Test
  void aPlanTellsOfTheLabelAndAsksOnce() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "stage: Plan\n  " + BY_ADMISSION);

    HttpsUpgradeStatus status =
        shop.awaitStatus("shop", told -> assertThat(told.plan()).isNotNull());

    var objects = Objects.requireNonNull(status.plan()).objects();
    assertThat(objects).extracting(PlanStatus.PlannedObject::kind).contains("Injection");
    assertThat(objects)
        .filteredOn(object -> object.kind().equals("Deployment"))
        .extracting(object -> Objects.requireNonNull(object.fields()).added())
        .containsExactly(List.of("spec.template.metadata.labels[httpsupgrade.dev/injection]"));
    List<String> requests = operator.writes(shop.namespace);
    operator.lookAgain(shop, 1);
    assertThat(operator.writes(shop.namespace)).isEqualTo(requests);
  }

  @Test
  void podsThatAskForNoneGetNone() {
    begin("", BY_ADMISSION);
    PodTemplateSpec other = template();
    other.getMetadata().getLabels().remove(Names.INJECTION_LABEL);

    assertThat(pods.create(other).getSpec().getInitContainers()).isEmpty();
  }

  @Test
  void theUndoLeavesTheTemplateAsItWas() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    Map<String, Object> before = Shop.userFields(shop.deployment());
    begin(Shop.INIT_CONTAINERS, BY_ADMISSION);

    shop.deleteUpgrade("shop");

    assertThat(Shop.userFields(shop.deployment())).isEqualTo(before);
  }

  @Test
  void atRestNothingIsWrittenAndNeitherIsByARestart() {
    begin("", BY_ADMISSION);
    Map<String, String> versions = shop.versions();
    List<String> writes = operator.writes(shop.namespace);

    for (int i = 0; i < 20; i++) {
      operator.lookAgain(shop, i);
    }
    try (var restarted = new RunningOperator(controlPlane, "operator-restarted-by-admission")) {
      await().atMost(SOON).until(() -> restarted.looks(shop.namespace) > 0);
      restarted.lookAgain(shop, 20);
      assertThat(restarted.writes(shop.namespace)).isEmpty();
    }

    assertThat(operator.writes(shop.namespace)).isEqualTo(writes);
    assertThat(shop.versions()).isEqualTo(versions);
  }

  @Test
  void anInjectionThatSomebodyDeletedComesBackUnderItsName() {
    begin("", BY_ADMISSION);
    String name = injections().getFirst().getMetadata().getName();
    Map<String, String> versions = shop.versions();

    client.resource(injections().getFirst()).delete();

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(injections())
                .extracting(injection -> injection.getMetadata().getName())
                .containsExactly(name));
    shop.awaitReady("shop");
    assertThat(shop.versions())
        .containsEntry("Deployment", Objects.requireNonNull(versions.get("Deployment")));
  }

  @Test
  void aPodThatWasMadeWithoutItIsToldAndReplacedAndThenNoMoreIfThatIsInVain() {
    begin("", BY_ADMISSION + "\n  services: {takeover: Admission}");

    Pod first = pods.createBare(template());

    await().atMost(SOON).until(() -> client.resource(first).get() == null);
    assertThat(operator.writes(shop.namespace)).contains("create pods/eviction");
    shop.awaitReady("shop");

    Pod second = pods.createBare(template());

    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            SOON,
            told ->
                assertThat(Shop.condition(told, "Ready"))
                    .startsWith(
                        "False SidecarMissing: %s: was made without the sidecar; so was the successor"
                            .formatted(second.getMetadata().getName())));
    assertThat(Objects.requireNonNull(status.pods()).injected()).isZero();
    operator.lookAgain(shop, 1);
    assertThat(client.resource(second).get()).isNotNull();

    assertThat(shop.portsOf("shop")).first().isEqualTo("http 80 hu-https");
    pods.becomeReady(second);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(shop.portsOf("shop")).first().isEqualTo("http 80 8080"));

    client.resource(second).withGracePeriod(0).delete();
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).first().isEqualTo("http 80 hu-https");
  }

  @Test
  void isRefusedWhereTheComponentIsNotInstalled() {
    OperatorSettings all = GoldenCase.SETTINGS;
    var settings =
        new OperatorSettings(
            all.replica(),
            all.watchNamespaces(),
            all.sidecarImage(),
            new OperatorSettings.Cluster("cluster.local", false),
            all.rollouts(),
            all.ca());
    var mine = new Shop(controlPlane, "without-component");
    try (var without =
        new RunningOperator(controlPlane, "without-component", settings, "without-component")) {
      mine.applyDeployment("");
      mine.applyService("shop", Shop.UNNAMED);
      Map.of(
              "spec.injection",
              BY_ADMISSION,
              "spec.services.takeover",
              "services: {takeover: Admission}")
          .forEach((field, spec) -> {
            mine.applyUpgrade("shop", spec);
            mine.awaitStatus(
                "shop",
                status ->
                    assertThat(Shop.condition(status, "Accepted"))
                        .startsWith("False AdmissionNotInstalled: %s: ".formatted(field)));
          });
      assertThat(without.writes(mine.namespace))
          .containsOnly("patch httpsupgrades", "patch httpsupgrades/status", "create events");
    }
  }

  private void begin(String podFields, String more) {
    shop.applyDeployment(podFields);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", more);
    shop.awaitReady("shop");
  }

  private PodTemplateSpec template() {
    return shop.deployment().getSpec().getTemplate();
  }

  private List<Injection> injections() {
    return client.resources(Injection.class).inNamespace(shop.namespace).list().getItems();
  }

  private static List<String> names(List<Container> containers) {
    return containers.stream().map(Container::getName).toList();
  }
}
