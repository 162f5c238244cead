package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.NoticeReason;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code docs/notices.md} has a section for each reason, which says what to do. */
final class NoticeDocsTest {

  @Test
  void everyReasonHasASectionThatSaysWhatToDo() throws IOException {
    assertThat(DocSections.thatSayWhatToDo("notices.md", "##"))
        .containsExactlyElementsOf(
            Arrays.stream(NoticeReason.values()).map(NoticeReason::name).toList());
  }
}
