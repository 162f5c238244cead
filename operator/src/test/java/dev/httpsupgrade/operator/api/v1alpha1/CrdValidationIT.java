package dev.httpsupgrade.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the API server accepts and refuses by the CRD, before an operator runs there and changes it.
 *
 * <p>An {@code invalid-<field>-<why>.yaml} starts with comments: {@code # message:} what the API
 * server says, {@code # limit:} the limit of the schema that is meant, where it isn't a rule with a
 * message, and {@code # after:} a file to create before, which it then updates.
 */
// Before the tests that start an operator, which would act on these objects.
@Order(1)
@ExtendWith(ControlPlane.Extension.class)
final class CrdValidationIT {

  private static final Path CRD = Path.of("..", "crds", "httpsupgrades.httpsupgrade.dev.yaml");

  private final ControlPlane controlPlane;
  private final String namespace;

  CrdValidationIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    namespace = controlPlane.newNamespace();
  }

  static List<String> valid() {
    return CrdExamples.files("valid-");
  }

  static List<String> invalid() {
    return CrdExamples.files("invalid-");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void aValidResourceIsAccepted(String file) {
    GenericKubernetesResource stored = resource(file).create();

    HttpsUpgrade upgrade =
        controlPlane
            .client()
            .resources(HttpsUpgrade.class)
            .inNamespace(namespace)
            .withName(stored.getMetadata().getName())
            .get();
    assertThat(upgrade.getSpec().certificate().source()).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void anInvalidResourceIsRefusedWithItsMessage(String file) {
    Optional<String> before = comment(file, "after");
    before.ifPresent(first -> resource(first).create());

    var refusal =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> {
              if (before.isPresent()) {
                resource(file).update();
              } else {
                resource(file).create();
              }
            });

    assertThat(refusal).as("it was accepted").isNotNull();
    assertThat(refusal.getCode()).isEqualTo(422);
    assertThat(refusal.getMessage()).contains(comment(file, "message").orElseThrow());
  }

  @Test
  void everyRuleHasAnInvalidExample() {
    List<String> messages =
        invalid().stream().map(file -> comment(file, "message").orElseThrow()).toList();

    assertThat(CrdLimits.of(crd()).rules()).isNotEmpty().isSubsetOf(messages);
  }

  @Test
  void everyLimitHasAnInvalidExampleOfItsOwn() {
    List<String> covered =
        invalid().stream().flatMap(file -> comment(file, "limit").stream()).toList();

    assertThat(covered).containsExactlyInAnyOrderElementsOf(CrdLimits.of(crd()).limits());
  }

  @Test
  void aStatusIsRefusedThatNoProgramCouldRead() {
    var stored = resource("valid-minimal.yaml").create();
    stored.setAdditionalProperty(
        "status", Map.of("conditions", List.of(Map.of("type", "Ready", "status", "Maybe"))));

    var refusal =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> controlPlane.client().resource(stored).updateStatus());

    assertThat(refusal.getMessage())
        .contains(
            "status.conditions[0].status: Unsupported value: \"Maybe\"",
            "status.conditions[0].reason: Required value",
            "status.conditions[0].message: Required value",
            "status.conditions[0].lastTransitionTime: Required value");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "valid-minimal.yaml | null | null",
        "valid-operator-ca-with-defaults.yaml | {\"operatorCA\":{}} | null",
        "valid-secret.yaml | {\"secret\":{\"name\":\"shop-tls\"}} | null",
        "valid-port-with-defaults.yaml | null | [{\"appPort\":8080,\"name\":\"https\",\"securePort\":8443,\"servicePort\":443}]",
      })
  void whatIsLeftOutIsFilledIn(String file, String certificate, String ports) {
    GenericKubernetesResource stored = resource(file).create();

    assertThat(json(stored.get("spec", "certificate"))).isEqualTo(json(certificate));
    assertThat(json(stored.get("spec", "ports"))).isEqualTo(json(ports));
    assertThat(json(stored.get("spec", "tls"))).isEqualTo(json("{\"minVersion\":\"1.2\"}"));
    assertThat(json(stored.get("spec", "sidecar")))
        .isEqualTo(json("{\"logLevel\":\"info\",\"resources\":{}}"));
  }

  @Test
  void theDefaultsOfJavaAreThoseOfTheApiServer() {
    HttpsUpgradeSpec inJava =
        GoldenCase.YAML
            .unmarshal(CrdExamples.text("valid-port-with-defaults.yaml"), HttpsUpgrade.class)
            .getSpec();

    GenericKubernetesResource stored = resource("valid-port-with-defaults.yaml").create();

    assertThat(inJava)
        .isEqualTo(GoldenCase.YAML.convertValue(stored.get("spec"), HttpsUpgradeSpec.class));
  }

  private Resource<GenericKubernetesResource> resource(String file) {
    var object = GoldenCase.YAML.unmarshal(CrdExamples.text(file), GenericKubernetesResource.class);
    object.getMetadata().setNamespace(namespace);
    return controlPlane.client().resource(object);
  }

  private static Object json(Object value) {
    String text = value instanceof String json ? json : GoldenCase.YAML.asJson(value);
    return GoldenCase.YAML.unmarshal("{\"value\":%s}".formatted(text), Map.class);
  }

  private static Optional<String> comment(String file, String name) {
    String start = "# %s: ".formatted(name);
    return CrdExamples.text(file)
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst();
  }

  private static CustomResourceDefinition crd() {
    return GoldenCase.YAML.unmarshal(CrdExamples.read(CRD), CustomResourceDefinition.class);
  }
}
