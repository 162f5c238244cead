package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/updates.md} has a section for each reason to wait, which says what to do. */
final class UpdateDocsTest {

  private static final Path DOCS = Path.of("../docs/updates.md");
  private static final Pattern SECTION = Pattern.compile("(?m)^### (\\w+)\n\n((?:(?!#).*\n?)*)");

  @Test
  void everyReasonHasASectionThatSaysWhatToDo() throws IOException {
    assertThat(
            SECTION
                .matcher(Files.readString(DOCS))
                .results()
                .filter(section -> section.group(2).contains("**Do**"))
                .map(section -> section.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(UpdateReason.values()).map(UpdateReason::name).toList());
  }
}
