package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code docs/updates.md} has a section for each reason to wait, which says what to do. */
final class UpdateDocsTest {

  @Test
  void everyReasonHasASectionThatSaysWhatToDo() throws IOException {
    assertThat(DocSections.thatSayWhatToDo("updates.md", "###"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(UpdateReason.values()).map(UpdateReason::name).toList());
  }
}
