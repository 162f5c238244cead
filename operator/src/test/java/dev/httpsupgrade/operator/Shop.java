package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.TargetRef;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;

/** A namespace with a workload without replicas, whose owner is the field manager "owner". */
final class Shop {

  static final String UNNAMED = "[{port: 80, targetPort: 8080}]";
  static final String NAMED = "[{name: web, port: 80, targetPort: 8080}]";
  static final String INIT_CONTAINERS =
      """
      initContainers:
              - {name: migrate, image: "example.com/migrate:1"}
              - {name: cache, image: "example.com/cache:1", restartPolicy: Always}
      """;

  private static final Duration SOON = Duration.ofSeconds(30);

  private final KubernetesClient client;
  final String namespace;
  private final Map<String, String> labels;

  Shop(ControlPlane controlPlane) {
    this(controlPlane, RunningOperator.MINE);
  }

  /** One for operators that look at upgrades with that label alone. */
  Shop(ControlPlane controlPlane, String label) {
    client = controlPlane.client();
    namespace = controlPlane.newNamespace();
    labels = Map.of(label, "true");
  }

  /** Applies an object as its owner does. */
  void apply(String yaml) {
    apply("owner", yaml);
  }

  void apply(String fieldManager, String yaml) {
    HasMetadata object = GoldenCase.YAML.unmarshal(yaml, HasMetadata.class);
    object.getMetadata().setNamespace(namespace);
    object.getMetadata().getLabels().putAll(labels);
    client.resource(object).fieldManager(fieldManager).serverSideApply();
  }

  void applyDeployment(String podFields) {
    applyWorkload("Deployment", podFields);
  }

  void applyWorkload(String kind, String podFields) {
    apply(
        """
        apiVersion: apps/v1
        kind: %s
        metadata: {name: shop}
        spec:
          %s
          selector: {matchLabels: {app: shop}}
          template:
            metadata:
              labels: {app: shop}
              annotations: {team: shop}
            spec:
              containers:
                - {name: app, image: "example.com/shop:1", ports: [{containerPort: 8080}]}
              %s
        """
            .formatted(kind, kind.equals("DaemonSet") ? "" : "replicas: 0", podFields));
  }

  /** Another workload behind the same Services. */
  void applyCanary() {
    apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: canary}
        spec:
          replicas: 0
          selector: {matchLabels: {app: shop, track: canary}}
          template:
            metadata: {labels: {app: shop, track: canary}}
            spec: {containers: [{name: app, image: "example.com/shop:2"}]}
        """);
  }

  void applyUpgradeOfTheCanary(String ports) {
    apply(
        """
        apiVersion: httpsupgrade.dev/v1alpha1
        kind: HttpsUpgrade
        metadata: {name: canary}
        spec: {targetRef: {kind: Deployment, name: canary}, ports: %s}
        """
            .formatted(ports));
  }

  void applyService(String name, String ports) {
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec: {selector: {app: shop}, ports: %s}
        """
            .formatted(name, ports));
  }

  void applyUpgrade(String name, String more) {
    applyUpgrade(name, "Deployment", more);
  }

  void applyUpgrade(String name, String kind, String more) {
    apply(
        """
        apiVersion: httpsupgrade.dev/v1alpha1
        kind: HttpsUpgrade
        metadata: {name: %s}
        spec:
          targetRef: {kind: %s, name: shop}
          %s
        """
            .formatted(name, kind, more));
  }

  void deleteUpgrade(String name) {
    upgrades(name).delete();
    await().atMost(SOON).until(() -> upgrades(name).get() == null);
  }

  /** Waits until the status of the present spec is as {@code assertion} says. */
  HttpsUpgradeStatus awaitStatus(String name, ThrowingConsumer<HttpsUpgradeStatus> assertion) {
    return awaitStatus(name, SOON, assertion);
  }

  HttpsUpgradeStatus awaitStatus(
      String name, Duration limit, ThrowingConsumer<HttpsUpgradeStatus> assertion) {
    await()
        .atMost(limit)
        .untilAsserted(() -> {
          HttpsUpgrade upgrade = upgrades(name).get();
          HttpsUpgradeStatus status = status(upgrade);
          assertThat(status.observedGeneration()).isEqualTo(upgrade.getMetadata().getGeneration());
          assertion.accept(status);
        });
    return status(upgrades(name).get());
  }

  HttpsUpgradeStatus awaitReady(String name) {
    return awaitStatus(name, status -> assertThat(condition(status, "Ready")).startsWith("True "));
  }

  /** Status, reason and message. */
  static String condition(HttpsUpgradeStatus status, String type) {
    return status
        .condition(type)
        .map(condition ->
            "%s %s: %s"
                .formatted(condition.getStatus(), condition.getReason(), condition.getMessage()))
        .orElse("none");
  }

  Deployment deployment() {
    return client.apps().deployments().inNamespace(namespace).withName("shop").get();
  }

  Workload workload(String kind) {
    var apps = client.apps();
    return switch (TargetRef.Kind.valueOf(kind)) {
      case Deployment -> new Workload.OfDeployment(deployment());
      case StatefulSet ->
          new Workload.OfStatefulSet(
              apps.statefulSets().inNamespace(namespace).withName("shop").get());
      case DaemonSet ->
          new Workload.OfDaemonSet(apps.daemonSets().inNamespace(namespace).withName("shop").get());
    };
  }

  Service service(String name) {
    return client.services().inNamespace(namespace).withName(name).get();
  }

  HttpsUpgrade upgrade(String name) {
    return upgrades(name).get();
  }

  Secret secret(String name) {
    return client.secrets().inNamespace(namespace).withName(name).get();
  }

  List<ConfigMap> configMaps() {
    var ours = client.configMaps().inNamespace(namespace).withLabel(Names.UPGRADE_LABEL);
    return ours.list().getItems();
  }

  /** The version of everything that an upgrade named shop has to do with, by kind. */
  Map<String, String> versions() {
    return Stream.<HasMetadata>concat(
            Stream.of(deployment(), service("shop"), upgrade("shop"), secret("shop-https-upgrade")),
            configMaps().stream())
        .collect(
            Collectors.toMap(
                HasMetadata::getKind, object -> object.getMetadata().getResourceVersion()));
  }

  /** Changes a Service of no concern, which makes the operator look at the namespace again. */
  void touch(int value) {
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: other, labels: {touched: "%d"}}
        spec: {selector: {app: other}, ports: [{port: 80}]}
        """
            .formatted(value));
  }

  /** What that manager owns by applying, as the API has it. */
  static String ownedBy(String manager, HasMetadata object) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getManager().equals(manager))
        .filter(entry -> entry.getOperation().equals("Apply"))
        .map(ManagedFieldsEntry::getFieldsV1)
        .map(GoldenCase.YAML::asJson)
        .reduce("", String::concat);
  }

  /** Everything that an undo has to restore. */
  static Map<String, Object> userFields(HasMetadata object) {
    Object spec =
        switch (object) {
          case Deployment deployment -> deployment.getSpec();
          case StatefulSet statefulSet -> statefulSet.getSpec();
          case DaemonSet daemonSet -> daemonSet.getSpec();
          case Service service -> service.getSpec();
          default -> throw new IllegalArgumentException(object.getKind());
        };
    return Map.of(
        "spec", spec,
        "labels", Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of()),
        "annotations", annotations(object),
        "managers",
            object.getMetadata().getManagedFields().stream()
                .filter(entry -> entry.getSubresource() == null)
                .map(entry -> entry.getManager() + entry.getFieldsV1())
                .sorted()
                .toList());
  }

  /** Without the one in which the API server counts a DaemonSet's templates. */
  private static Map<String, String> annotations(HasMetadata object) {
    var annotations =
        new HashMap<>(Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()));
    annotations.remove("deprecated.daemonset.template.generation");
    return annotations;
  }

  private static HttpsUpgradeStatus status(HttpsUpgrade upgrade) {
    return Optional.ofNullable(upgrade.getStatus()).orElse(HttpsUpgradeStatus.NONE);
  }

  private Resource<HttpsUpgrade> upgrades(String name) {
    return client.resources(HttpsUpgrade.class).inNamespace(namespace).withName(name);
  }

  List<String> portsOf(String service) {
    return service(service).getSpec().getPorts().stream()
        .map(port ->
            "%s %d %s".formatted(port.getName(), port.getPort(), port.getTargetPort().getValue()))
        .toList();
  }
}
