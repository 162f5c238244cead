package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/api.md} is made from the CRD. To make it anew: {@code mvn -pl operator -am test
 * -Dtest=ApiDocsTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update}.
 */
final class ApiDocsTest {

  private static final Path CRD = Path.of("../crds/httpsupgrades.httpsupgrade.dev.yaml");
  private static final Path DOCS = Path.of("../docs/api.md");

  @Test
  void thePageSaysWhatTheCrdSays() throws IOException {
    // Given
    var crd = Serialization.unmarshal(Files.readString(CRD), CustomResourceDefinition.class);

    // When
    String page = ApiDocs.render(crd);
    if (System.getProperty("docs.update") != null) {
      Files.writeString(DOCS, page);
    }

    // Then
    assertThat(DOCS).content().as("rewritten by -Ddocs.update").isEqualTo(page);
  }
}
