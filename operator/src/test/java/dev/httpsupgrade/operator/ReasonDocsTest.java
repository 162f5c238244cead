package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.ConditionType;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever reads a reason in a condition finds what it means and what to do. */
final class ReasonDocsTest {

  private static final Path DOCS = Path.of("../docs/reasons.md");
  private static final Pattern ENTRY = Pattern.compile("(?m)^### (\\w+)\n\n((?:(?!#).*\n?)*)");

  @Test
  void everyReasonHasOneEntry() throws IOException {
    List<String> documented =
        ENTRY.matcher(Files.readString(DOCS)).results().map(entry -> entry.group(1)).toList();

    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::name).toList());
  }

  @Test
  void everyEntryNamesConditionAndStatusAndSaysWhatToDo() throws IOException {
    String types =
        Arrays.stream(ConditionType.values())
            .map(ConditionType::name)
            .collect(Collectors.joining("|"));
    var shape =
        Pattern.compile(
            "(?s)`(?:%s)` is (?:True|False|Unknown)\\b.*\\*\\*Do\\*\\*: \\S".formatted(types));

    assertThat(ENTRY.matcher(Files.readString(DOCS)).results())
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.group(2)).as(entry.group(1)).containsPattern(shape));
  }
}
