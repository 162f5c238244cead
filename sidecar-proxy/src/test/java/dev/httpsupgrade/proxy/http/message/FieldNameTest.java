package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISGUISED")
  void everyNameIsFoundInAnyCase(FieldName name) {
    String written = name.name().replace('_', '-');
    assertThat(of(written)).isEqualTo(name);
    assertThat(of(written.toLowerCase(Locale.ROOT))).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource
  void whatTellsOfTheClientIsFoundBehindUnderscores(FieldName name) {
    String written = name.name();
    boolean disguised = name.role() == FieldName.Role.CLIENT && written.contains("_");
    if (disguised) {
      assertThat(of(written)).isEqualTo(FieldName.DISGUISED);
    } else if (written.contains("_")) {
      assertThat(of(written)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "Hos", "Hosts", "X-Forwarded-Fo", "X-Forwarded-Fox", "X-Forwarded-User", "-"})
  void othersAreNotKnown(String name) {
    assertThat(of(name)).isNull();
  }

  @Test
  void aNameLongerThanAllIsNotKnown() {
    assertThat(of("x".repeat(5000))).isNull();
  }

  private static @Nullable FieldName of(String name) {
    byte[] bytes = ("  " + name + ":").getBytes(US_ASCII);
    return FieldName.of(bytes, 2, bytes.length - 1);
  }
}
