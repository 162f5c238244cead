package dev.httpsupgrade.operator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.stream.Stream;

/** Writes {@code docs/api.md}: a section per field of the CRD, in the CRD's order. */
final class ApiDocs {

  private static final int WIDTH = 100;
  private static final List<String> KUBERNETES_OWN = List.of("apiVersion", "kind", "metadata");

  private final StringBuilder page = new StringBuilder();

  private ApiDocs() {}

  /** The page for the one version that {@code crd} has. */
  static String render(CustomResourceDefinition crd) {
    var docs = new ApiDocs();
    docs.head(crd.getSpec());
    JSONSchemaProps root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    docs.paragraph(root.getDescription());
    docs.rules(root);
    root.getProperties()
        .forEach((name, field) -> {
          if (!KUBERNETES_OWN.contains(name)) {
            docs.line("## " + name);
            docs.body(name, field, root.getRequired().contains(name));
          }
        });
    return docs.page.toString().stripTrailing() + "\n";
  }

  private void head(CustomResourceDefinitionSpec spec) {
    line("# " + spec.getNames().getKind());
    line("<!-- Made from crds/ by ApiDocsTest, which says how to make it anew. -->");
    paragraph(
        "`apiVersion: %s/%s`, `kind: %s`; short name in kubectl: `%s`."
            .formatted(
                spec.getGroup(),
                spec.getVersions().getFirst().getName(),
                spec.getNames().getKind(),
                String.join("`, `", spec.getNames().getShortNames())));
  }

  private void body(String path, JSONSchemaProps field, boolean required) {
    paragraph(FieldFacts.of(field, required));
    if (field.getDescription() != null) {
      paragraph(field.getDescription());
    }
    rules(field);
    children(path + ".", field);
    items(field).forEach(item -> children(path + "[].", item));
  }

  private void children(String prefix, JSONSchemaProps parent) {
    if (parent.getProperties() == null) {
      return;
    }
    parent
        .getProperties()
        .forEach((name, child) -> {
          line("### " + prefix + name);
          body(prefix + name, child, parent.getRequired().contains(name));
        });
  }

  /** What the API server checks beyond single values. */
  private void rules(JSONSchemaProps field) {
    List<String> messages =
        Stream.concat(Stream.of(field), items(field))
            .flatMap(schema -> schema.getXKubernetesValidations().stream())
            .map(ValidationRule::getMessage)
            .toList();
    if (!messages.isEmpty()) {
      line("Refused otherwise:");
      messages.forEach(message -> wrapped("- ", message));
      page.append('\n');
    }
  }

  private static Stream<JSONSchemaProps> items(JSONSchemaProps field) {
    return field.getItems() == null ? Stream.of() : Stream.of(field.getItems().getSchema());
  }

  private void line(String text) {
    page.append(text).append("\n\n");
  }

  private void paragraph(String text) {
    wrapped("", text);
    page.append('\n');
  }

  private void wrapped(String bullet, String text) {
    var line = new StringBuilder(bullet);
    for (String word : text.replace("<", "\\<").split(" ", -1)) {
      if (line.length() > bullet.length() && line.length() + 1 + word.length() > WIDTH) {
        page.append(line).append('\n');
        line.setLength(0);
        line.append(" ".repeat(bullet.length()));
      }
      line.append(line.length() > bullet.length() ? " " : "").append(word);
    }
    page.append(line).append('\n');
  }
}
