package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rollouts that fail, on the real API server; the controllers' and the kubelet's part is played.
 */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorFailedRolloutIT {

  private static final Duration SOON = Duration.ofSeconds(40);

  private final KubernetesClient client;
  private final RunningOperator operator;
  private final Shop shop;

  OperatorFailedRolloutIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    this.operator = operator;
    shop = new Shop(controlPlane);
  }

  @Test
  void aStatefulSetGetsItsTemplateBackAndThePodItWaitsForIsDeleted() {
    applyStatefulSet("1");
    shop.applyService("shop", Shop.UNNAMED);
    Map<String, Object> before = Shop.userFields(shop.workload("StatefulSet").object());
    Map<String, Object> service = Shop.userFields(shop.service("shop"));

    shop.applyUpgrade("shop", "StatefulSet", "rollout: {deadline: 10s}");
    awaitSidecar(true);
    playController("former", "failing");
    makeFailingPod("failing");

    HttpsUpgradeStatus status = awaitDegraded();
    assertThat(condition(status, "Degraded"))
        .contains(
            "0 of 1 pods are new, 0 are available, without progress for 10 s",
            "pod shop-0: container https-upgrade waits: ImagePullBackOff: no such image",
            "httpsupgrade.dev/retry");
    assertThat(Shop.userFields(shop.workload("StatefulSet").object())).isEqualTo(before);
    assertThat(Shop.userFields(shop.service("shop"))).isEqualTo(service);
    assertThat(pods()).as("while the controller has not seen the template").hasSize(1);

    playController("former", "former");
    await().atMost(SOON).until(() -> pods().isEmpty());
  }

  @Test
  void whatFailedIsTriedAgainOnlyAfterAChange() {
    applyStatefulSet("1");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "StatefulSet", "rollout: {deadline: 10s}");
    awaitSidecar(true);
    playController("former", "failing");
    awaitDegraded();
    List<String> writes = operator.writes(shop.namespace);

    for (int i = 0; i < 3; i++) {
      operator.lookAgain(shop, i);
    }
    assertThat(operator.writes(shop.namespace)).as("without a change").isEqualTo(writes);

    applyStatefulSet("2");
    awaitSidecar(true);
    playController("former", "failing");
    awaitDegraded();
    shop.applyUpgrade("shop", "StatefulSet", "rollout: {deadline: 11s}");
    awaitSidecar(true);
  }

  @Test
  void whatServedBeforeComesBackExactlyAndTheServicesStay() {
    shop.applyWorkload("StatefulSet", "");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "StatefulSet", "rollout: {deadline: 10s}");
    shop.awaitReady("shop");
    Map<String, Object> served = Shop.userFields(shop.workload("StatefulSet").object());
    List<String> ports = shop.portsOf("shop");
    scaleTo(1);
    playController("former", "former");

    shop.applyUpgrade(
        "shop",
        "StatefulSet",
        "rollout: {deadline: 10s}\n  sidecar: {resources: {requests: {cpu: 900}}}");
    await()
        .atMost(SOON)
        .until(() ->
            GoldenCase.YAML
                .asJson(shop.workload("StatefulSet").template())
                .contains("\"cpu\":\"900\""));
    playController("former", "failing");

    assertThat(condition(awaitDegraded(), "Degraded")).contains("the sidecar that served before");
    scaleTo(0);
    assertThat(Shop.userFields(object()).get("spec")).isEqualTo(served.get("spec"));
    assertThat(shop.portsOf("shop")).isEqualTo(ports);
  }

  private HasMetadata object() {
    return shop.workload("StatefulSet").object();
  }

  private HttpsUpgradeStatus awaitDegraded() {
    return shop.awaitStatus(
        "shop",
        status -> {
          assertThat(condition(status, "Degraded")).startsWith("True RolloutFailed");
          assertThat(condition(status, "Injected")).startsWith("False RolloutFailed");
        });
  }

  private void awaitSidecar(boolean wanted) {
    await()
        .atMost(SOON)
        .until(() ->
            shop.workload("StatefulSet").template().getSpec().getInitContainers().isEmpty()
                != wanted);
  }

  private void applyStatefulSet(String image) {
    shop.apply(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: shop}
        spec:
          replicas: 1
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec:
              containers:
                - {name: app, image: "example.com/shop:%s", ports: [{containerPort: 8080}]}
        """
            .formatted(image));
  }

  private void scaleTo(int replicas) {
    client.apps().statefulSets().inNamespace(shop.namespace).withName("shop").scale(replicas);
  }

  /** Says that the template was seen, and that the pod of it isn't there or isn't ready. */
  private void playController(String current, String update) {
    client
        .resource(object())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"observedGeneration": %d, "replicas": 1, "updatedReplicas": 0,
              "currentRevision": "%s", "updateRevision": "%s"}}
            """
                .formatted(object().getMetadata().getGeneration(), current, update));
  }

  private void makeFailingPod(String revision) {
    shop.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default}
        """);
    shop.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: shop-0
          labels: {app: shop, httpsupgrade.dev/upgrade: shop, controller-revision-hash: %s}
          ownerReferences:
            - {apiVersion: apps/v1, kind: StatefulSet, name: shop, uid: %s, controller: true}
        spec:
          terminationGracePeriodSeconds: 0
          automountServiceAccountToken: false
          containers: [{name: app, image: "example.com/shop:1"}]
        """
            .formatted(revision, object().getMetadata().getUid()));
    client
        .pods()
        .inNamespace(shop.namespace)
        .withName("shop-0")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"phase": "Pending", "initContainerStatuses": [{
              "name": "https-upgrade", "image": "i", "imageID": "", "ready": false,
              "restartCount": 0, "started": false,
              "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}]}}
            """);
  }

  private List<Pod> pods() {
    return client.pods().inNamespace(shop.namespace).list().getItems();
  }
}
