package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.gather.Inputs;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DeliveryTest {

  @Test
  void theSameSidecarInOtherWordsKeepsItsName() {
    assertThat(name(List.of(older("sidecar:1")))).isEqualTo("older");
  }

  @Test
  void anotherSidecarHasAnotherName() {
    assertThat(name(List.of(older("sidecar:2")))).isEqualTo(name(List.of())).isNotEqualTo("older");
  }

  @Test
  void ofTheSameOnesTheFirstIsTaken() {
    Injection newer = older("sidecar:1");
    newer.getMetadata().setName("newer");

    assertThat(name(List.of(newer, older("sidecar:1")))).isEqualTo("newer");
  }

  private static String name(List<Injection> present) {
    Delivery delivery = Delivery.of(subject(), sidecar(), present);
    String name = delivery.injection().orElseThrow().getMetadata().getName();
    assertThat(delivery.workload().template().getMetadata().getLabels())
        .containsEntry(Names.INJECTION_LABEL, name);
    return name;
  }

  private static Injection older(String image) {
    return GoldenCase.YAML.unmarshal(
        """
        kind: Injection
        apiVersion: httpsupgrade.dev/v1alpha1
        metadata: {name: older}
        spec:
          volumes: [{emptyDir: {}, name: token}]
          container:
            resources: {requests: {memory: 65536Ki, cpu: "0.02"}}
            env: [{value: secret, name: %s}]
            image: %s
            name: https-upgrade
        """
            .formatted(Names.DRAIN_TOKEN_VARIABLE, image),
        Injection.class);
  }

  private static PodTemplateSpec sidecar() {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .endMetadata()
        .withNewSpec()
        .addNewInitContainer()
        .withName("https-upgrade")
        .withImage("sidecar:1")
        .addNewEnv()
        .withName(Names.DRAIN_TOKEN_VARIABLE)
        .withValue("secret")
        .endEnv()
        .withNewResources()
        .addToRequests("cpu", new Quantity("20m"))
        .addToRequests("memory", new Quantity("64Mi"))
        .endResources()
        .endInitContainer()
        .addNewVolume()
        .withName("token")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .endSpec()
        .build();
  }

  private static Inputs.Subject subject() {
    HttpsUpgrade upgrade =
        GoldenCase.YAML.unmarshal(
            """
            apiVersion: httpsupgrade.dev/v1alpha1
            kind: HttpsUpgrade
            spec: {targetRef: {kind: Deployment, name: shop}, injection: Admission}
            """,
            HttpsUpgrade.class);
    var turn = new Inputs.Turn(0, Optional.empty());
    return new Inputs.Subject(
        "shop",
        "shop",
        "uid",
        upgrade.getSpec(),
        new Inputs.BesideSpec(
            false, "", new Inputs.Sidecar(Optional.empty(), "", Optional.empty(), turn)));
  }
}
