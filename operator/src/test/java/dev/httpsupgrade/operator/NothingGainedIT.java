package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What whoever writes an HttpsUpgrade tries to get, but may not. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class NothingGainedIT {

  private final KubernetesClient client;
  private final Shop shop;
  private final Shop foreign;

  NothingGainedIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    shop = new Shop(controlPlane);
    foreign = new Shop(controlPlane);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.certificate.secret.namespace | certificate: {secret: {name: tls, namespace: kube-system}}",
        "trust.secret.namespace | tls: {clientAuth: {mode: Required, trust: {secret: {name: ca, namespace: kube-system}}}}",
        "spec.targetRef.namespace | targetRef: {kind: Deployment, name: shop, namespace: kube-system}",
        "spec.sidecar.image | sidecar: {image: example.com/mine}",
        "spec.sidecar.securityContext | sidecar: {securityContext: {runAsUser: 0}}",
        "spec.sidecar.securityContext | sidecar: {securityContext: {capabilities: {add: [NET_ADMIN]}}}",
        "spec.sidecar.command | sidecar: {command: [sh]}",
        "spec.sidecar.env | sidecar: {env: [{name: JAVA_TOOL_OPTIONS, value: -version}]}",
        "spec.sidecar.volumeMounts | sidecar: {volumeMounts: [{name: data, mountPath: /data}]}",
      })
  void theApiServerRefusesIt(String field, String spec) {
    assertThat(
            User.message(
                () -> client.resource(upgrade(spec)).fieldValidation(Validation.STRICT).create()))
        .contains(field);
  }

  @Test
  void whatIsSentWithoutValidationIsDroppedAndTheSidecarIsTheAdmins() {
    client
        .resource(
            upgrade(
                "sidecar: {image: example.com/mine, securityContext: {runAsUser: 0, privileged: true}, command: [sh]}"))
        .create();
    shop.awaitReady("shop");

    Container sidecar =
        shop.deployment().getSpec().getTemplate().getSpec().getInitContainers().getFirst();
    assertThat(sidecar.getImage()).isEqualTo(GoldenCase.SETTINGS.sidecarImage());
    assertThat(sidecar.getCommand()).isEmpty();
    assertThat(sidecar.getSecurityContext().getPrivileged()).isNotEqualTo(true);
    assertThat(sidecar.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(sidecar.getSecurityContext().getRunAsUser()).isNotEqualTo(0L);
    assertThat(sidecar.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(sidecar.getSecurityContext().getCapabilities().getAdd()).isEmpty();
  }

  @Test
  void aSecretOfThatNameInAnotherNamespaceIsNotFound() {
    putSecret(foreign, "kubernetes.io/tls");

    shop.applyUpgrade("shop", "certificate: {secret: {name: prize}}");

    awaitRefused(
        "False SourceNotFound: spec.certificate.secret.name: there is no Secret prize in this namespace");
  }

  @Test
  void aPathToASecretInAnotherNamespaceIsNoName() {
    putSecret(foreign, "kubernetes.io/tls");
    String path = "../../%s/secrets/prize".formatted(foreign.namespace);

    assertThat(
            User.message(() ->
                shop.applyUpgrade("shop", "certificate: {secret: {name: \"%s\"}}".formatted(path))))
        .contains(
            "spec.certificate.secret.name: Invalid value",
            "must be the name of a Secret in the namespace of the HttpsUpgrade");
  }

  @Test
  void aSecretThatHoldsSomethingElseThanACertificateIsNotRead() {
    putSecret(shop, "Opaque");

    shop.applyUpgrade("shop", "certificate: {secret: {name: prize}}");

    awaitRefused(
        "False SourceOfWrongType: spec.certificate.secret.name: Secret prize is of type Opaque");
  }

  private void awaitRefused(String condition) {
    shop.awaitStatus(
        "shop", status -> assertThat(condition(status, "CertificateReady")).startsWith(condition));
  }

  private void putSecret(Shop owner, String type) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(owner.namespace)
                .withName("prize")
                .endMetadata()
                .withType(type)
                .addToStringData("tls.crt", "a certificate")
                .addToStringData("tls.key", "its key")
                .build())
        .create();
  }

  private HasMetadata upgrade(String spec) {
    return GoldenCase.YAML.unmarshal(
        """
        apiVersion: httpsupgrade.dev/v1alpha1
        kind: HttpsUpgrade
        metadata: {namespace: %s, name: shop, labels: {shared-operator: "true"}}
        spec:
          %s
          %s
        """
            .formatted(
                shop.namespace,
                spec,
                spec.startsWith("targetRef") ? "" : "targetRef: {kind: Deployment, name: shop}"),
        GenericKubernetesResource.class);
  }
}
