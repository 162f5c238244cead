package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.Notice;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is beside a workload is followed on the real API server, also of kinds that come later. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorNoticesIT {

  private static final Path LATER =
      Path.of("src", "test", "resources", "optional-kinds", "later.yaml");

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final RunningOperator operator;
  private final Shop shop;

  OperatorNoticesIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
    client = controlPlane.client();
    this.operator = operator;
    shop = new Shop(controlPlane);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
  }

  @Test
  void aNoticeComesAndGoesWithItsObject() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    applyIngress("80");
    HttpsUpgradeStatus status =
        shop.awaitStatus(
            "shop",
            present -> assertThat(reasons(present)).containsExactly("PlainBackend Ingress"));
    assertThat(status.notices().getFirst().message()).contains("plain port of Service shop", "443");

    applyIngress("443");
    shop.awaitStatus("shop", present -> assertThat(present.notices()).isEmpty());
  }

  @Test
  void aScalersOwnStatusIsNobodysConcern() {
    shop.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: shop}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
          maxReplicas: 3
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
        """);
    shop.applyUpgrade("shop", "");
    shop.awaitStatus(
        "shop",
        status ->
            assertThat(reasons(status)).containsExactly("CountsSidecar HorizontalPodAutoscaler"));
    shop.awaitReady("shop");
    List<String> writes = operator.writes(shop.namespace);

    for (int replicas = 0; replicas < 3; replicas++) {
      client
          .autoscaling()
          .v2()
          .horizontalPodAutoscalers()
          .inNamespace(shop.namespace)
          .withName("shop")
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"status\":{\"currentReplicas\":%d,\"desiredReplicas\":1}}".formatted(replicas));
    }
    operator.lookAgain(shop, 0);

    assertThat(operator.writes(shop.namespace)).isEqualTo(writes);
  }

  @Test
  void kindsOfOthersAreFollowedAlsoFromAnotherNamespace() {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    Shop monitoring = new Shop(controlPlane);

    monitoring.apply(
        """
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata: {name: everything}
        spec:
          namespaceSelector: {matchNames: [%s]}
          selector: {}
          endpoints: [{targetPort: 8080}]
        """
            .formatted(shop.namespace));
    shop.awaitStatus(
        "shop",
        status -> assertThat(reasons(status)).containsExactly("PlainScrape ServiceMonitor"));

    client
        .genericKubernetesResources("monitoring.coreos.com/v1", "ServiceMonitor")
        .inNamespace(monitoring.namespace)
        .withName("everything")
        .delete();
    shop.awaitStatus("shop", status -> assertThat(status.notices()).isEmpty());
  }

  @Test
  void aKindMayComeLater() throws IOException {
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    controlPlane.load(LATER).forEach(crd -> client.resource(crd).create());
    applySoon(
        """
        apiVersion: gateway.networking.k8s.io/v1alpha2
        kind: TLSRoute
        metadata: {name: shop}
        spec: {rules: [{backendRefs: [{name: shop, port: 80}]}]}
        """);

    shop.awaitStatus(
        "shop",
        Duration.ofSeconds(60),
        status -> assertThat(reasons(status)).containsExactly("PlainBackend TLSRoute"));
  }

  @Test
  void anArgoRolloutOfTheTemplateIsNamedAndItsGoingFollowed() {
    shop.apply(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: {name: canary}
        spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}}
        """);
    shop.applyUpgrade("shop", "");
    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Accepted"))
                .startsWith(
                    "False TargetControlled: spec.targetRef.name: Deployment shop is controlled by Rollout canary"));

    GenericKubernetesResource rollout =
        client
            .genericKubernetesResources("argoproj.io/v1alpha1", "Rollout")
            .inNamespace(shop.namespace)
            .withName("canary")
            .get();
    client.resource(rollout).delete();
    shop.awaitReady("shop");
  }

  @Test
  void aQuotaIsAskedBeforeAndARaisedOneIsFollowed() {
    quota("1m");
    client.apps().deployments().inNamespace(shop.namespace).withName("shop").scale(3);
    shop.applyUpgrade("shop", "");
    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Accepted"))
                .startsWith(
                    "False NoRoom: spec.sidecar.resources: ResourceQuota pods allows 1m of requests.cpu, of which 0 is used; 3 pods"));

    quota("1");

    shop.awaitStatus(
        "shop", status -> assertThat(condition(status, "Injected")).startsWith("True Injected"));
  }

  @Test
  void aQuotaIsAskedAgainForALargerSidecarAndTheOneThatRunsGoesOn() {
    quota("500m");
    client.apps().deployments().inNamespace(shop.namespace).withName("shop").scale(3);
    shop.applyUpgrade("shop", "");
    shop.awaitStatus(
        "shop", status -> assertThat(condition(status, "Injected")).startsWith("True Injected"));
    String template = shop.deployment().getSpec().getTemplate().toString();

    shop.applyUpgrade("shop", "sidecar: {resources: {requests: {cpu: 200m}}}");

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Accepted"))
                .startsWith(
                    "False NoRoom: spec.sidecar.resources: ResourceQuota pods allows 500m"));
    assertThat(shop.deployment().getSpec().getTemplate().toString()).isEqualTo(template);

    shop.applyUpgrade("shop", "sidecar: {resources: {requests: {cpu: 100m}}}");

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(shop.deployment().getSpec().getTemplate().toString())
                .isNotEqualTo(template));
  }

  private void quota(String cpu) {
    shop.apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: pods}
        spec: {hard: {requests.cpu: "%s"}}
        """
            .formatted(cpu));
  }

  private void applyIngress(String port) {
    shop.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: shop}
        spec: {defaultBackend: {service: {name: shop, port: {number: %s}}}}
        """
            .formatted(port));
  }

  /** A CRD is served a moment after it is there. */
  private void applySoon(String yaml) {
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> shop.apply(yaml));
  }

  private static List<String> reasons(HttpsUpgradeStatus status) {
    return status.notices().stream().map(OperatorNoticesIT::reason).toList();
  }

  private static String reason(Notice notice) {
    return notice.reason() + " " + notice.kind();
  }
}
