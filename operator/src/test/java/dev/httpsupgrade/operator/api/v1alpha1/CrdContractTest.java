package dev.httpsupgrade.operator.api.v1alpha1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.assertj.core.api.MapAssert;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hand-written CRD against the one that is generated from the Java types.
 *
 * <p>The generator can't say: that spec is required, defaults of objects, keys of lists, limits of
 * sizes, rules, and of the status what is required. Those are the integration tests' business.
 */
final class CrdContractTest {

  private static final Path WRITTEN = Path.of("..", "crds", "httpsupgrades.httpsupgrade.dev.yaml");

  private static CustomResourceDefinition written;
  private static CustomResourceDefinition generated;

  @BeforeAll
  static void readBoth(@TempDir Path folder) throws IOException {
    written = read(WRITTEN);
    new CRDGenerator()
        .customResourceClasses(HttpsUpgrade.class)
        .forCRDVersions("v1")
        .inOutputDir(folder.toFile())
        .generate();
    generated = read(folder.resolve("httpsupgrades.httpsupgrade.dev-v1.yml"));
  }

  @Test
  void namesAreThoseOfTheJavaType() {
    assertThat(written.getMetadata().getName()).isEqualTo(generated.getMetadata().getName());
    assertThat(written.getSpec().getGroup()).isEqualTo(generated.getSpec().getGroup());
    assertThat(written.getSpec().getScope()).isEqualTo(generated.getSpec().getScope());
    assertThat(written.getSpec().getNames().getKind())
        .isEqualTo(HasMetadata.getKind(HttpsUpgrade.class));
    assertThat(written.getSpec().getNames().getPlural())
        .isEqualTo(generated.getSpec().getNames().getPlural());
    assertThat(written.getSpec().getNames().getShortNames())
        .isEqualTo(generated.getSpec().getNames().getShortNames());
    assertThat(version(written).getName()).isEqualTo(version(generated).getName());
    assertThat(version(written).getSubresources()).isEqualTo(version(generated).getSubresources());
  }

  @Test
  void bothHaveTheSameFields() {
    assertThat(fields(written).keySet()).isEqualTo(fields(generated).keySet());
  }

  @Test
  void fieldsHaveTheSameTypes() {
    assertSame(CrdContractTest::type);
  }

  @Test
  void theSameFieldsAreRequired() {
    assertSame("spec", schema -> new TreeSet<>(schema.getRequired()).toString());
  }

  /** The kind is checked by rules, which say more than that others are not supported. */
  @Test
  void fieldsHaveTheSameValuesToChooseFrom() {
    assertDiffering("spec", CrdContractTest::values).containsOnlyKeys("spec.targetRef.kind");
  }

  private static String values(JSONSchemaProps schema) {
    var values = new TreeSet<String>();
    schema.getEnum().forEach(value -> values.add(value.asText()));
    return values.toString();
  }

  @Test
  void fieldsHaveTheSameDefaults() {
    assertSame(schema ->
        Optional.ofNullable(schema.getDefault())
            .filter(JsonNode::isValueNode)
            .map(JsonNode::asText)
            .orElse("none"));
  }

  @Test
  void numbersHaveTheSameLimits() {
    assertSame(schema -> "%s to %s".formatted(schema.getMinimum(), schema.getMaximum()));
  }

  @Test
  void whatJavaSaysOfTheFormatOfTextHolds() {
    var softly = new SoftAssertions();
    fields(generated)
        .forEach((path, schema) -> {
          if (schema.getPattern() != null) {
            softly
                .assertThat(fields(written).get(path))
                .as(path)
                .extracting(JSONSchemaProps::getPattern)
                .isEqualTo(schema.getPattern());
          }
        });
    softly.assertAll();
  }

  @Test
  void everyFieldIsDescribed() {
    assertThat(fields(written))
        .allSatisfy((path, schema) ->
            assertThat(isContent(path) ? "content" : schema.getDescription())
                .as(path)
                .isNotBlank());
  }

  @Test
  void aDefaultIsToldInTheDescription() {
    assertThat(fields(written))
        .allSatisfy((path, schema) -> {
          if (schema.getDefault() != null && schema.getDefault().isValueNode()) {
            assertThat(schema.getDescription())
                .as(path)
                .contains("Default " + schema.getDefault().asText());
          }
        });
  }

  @Test
  void everyColumnExists() {
    assertThat(version(written).getAdditionalPrinterColumns())
        .extracting(column -> column.getName())
        .containsExactly("Target", "Stage", "Ready", "Reason", "Expires", "Age", "Update", "Next");
  }

  private static void assertSame(Function<JSONSchemaProps, String> property) {
    assertSame("", property);
  }

  private static void assertSame(String under, Function<JSONSchemaProps, String> property) {
    assertDiffering(under, property).isEmpty();
  }

  private static MapAssert<String, String> assertDiffering(
      String under, Function<JSONSchemaProps, String> property) {
    var differing = new TreeMap<String, String>();
    fields(written)
        .forEach((path, schema) -> {
          String inYaml = property.apply(schema);
          String inJava = property.apply(fields(generated).getOrDefault(path, schema));
          if (path.startsWith(under) && !inYaml.equals(inJava)) {
            differing.put(path, "%s, but %s in Java".formatted(inYaml, inJava));
          }
        });
    return assertThat(differing);
  }

  private static String type(JSONSchemaProps schema) {
    return Boolean.TRUE.equals(schema.getXKubernetesIntOrString())
        ? "int or string"
        : String.valueOf(schema.getType());
  }

  /** What a list or map contains is described with it. */
  private static boolean isContent(String path) {
    return path.endsWith("[]") || path.endsWith("{}");
  }

  /** Every field of spec and status by its path. */
  private static Map<String, JSONSchemaProps> fields(CustomResourceDefinition definition) {
    var fields = new TreeMap<String, JSONSchemaProps>();
    version(definition)
        .getSchema()
        .getOpenAPIV3Schema()
        .getProperties()
        .forEach((name, schema) -> {
          if (name.equals("spec") || name.equals("status")) {
            collect(name, schema, fields);
          }
        });
    return fields;
  }

  private static void collect(
      String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> fields) {
    fields.put(path, schema);
    schema.getProperties().forEach((name, child) -> collect(path + "." + name, child, fields));
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema(), fields);
    }
    if (schema.getAdditionalProperties() != null) {
      collect(path + "{}", schema.getAdditionalProperties().getSchema(), fields);
    }
  }

  private static CustomResourceDefinitionVersion version(CustomResourceDefinition definition) {
    return definition.getSpec().getVersions().getFirst();
  }

  private static CustomResourceDefinition read(Path file) throws IOException {
    return GoldenCase.YAML.unmarshal(Files.readString(file, UTF_8), CustomResourceDefinition.class);
  }
}
