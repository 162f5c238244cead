package dev.httpsupgrade.sidecar.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void everyKindOfValueIsRead() throws Exception {
    Map<String, @Nullable Object> object =
        read(
            " {\"a\" : {}, \"b\":[ ], \"c\":[1, -20,0, 2147483648, 1.5, 1e2],"
                + "\"d\":[true,false,null],\"e\":\"\"}\r\n\t");

    assertThat(object)
        .containsExactly(
            entry("a", Map.of()),
            entry("b", List.of()),
            entry("c", List.of(1, -20, 0, 2_147_483_648L, 1.5, 100.0)),
            entry("d", Arrays.asList(true, false, null)),
            entry("e", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "\\"\\\\\\/"     | "\\/
          "\\u0041\\u00fC" | Aü
          "\\uD83D\\uDE00" | 😀
          "ü😀"            | ü😀
          """)
  void aStringIsReadWithItsEscapes(String json, String text) throws Exception {
    assertThat(read("{\"s\": " + json + "}")).containsEntry("s", text);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    var all = new StringBuilder();
    for (char c = 0; c < 0x180; c++) {
      all.append(c);
    }
    Map<String, Object> object =
        Map.of("all", all.toString(), "nested", List.of(Map.of("n", 1), Map.of(), List.of(true)));

    assertThat(JsonReader.read(JsonWriter.write(object))).isEqualTo(object);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{}}",
        "{} {}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":0x1}",
        "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":truee}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\",
        "{\"a\":\"b}",
        "{\"a\":\"\n\"}",
        "{\"a\":1} // comment",
      })
  void whatIsNotJsonIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidSidecarConfigException.class)
        .message()
        .startsWith("line ")
        .doesNotContain("\n");
  }

  @Test
  void aMistakeIsFoundByItsLine() {
    assertThatThrownBy(() -> read("{\n\n  \"a\": 1;\n}"))
        .hasMessage("line 3: not JSON: ';' (expected: '}')");
  }

  @Test
  void depthIsBounded() {
    assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)))
        .hasMessage("line 1: not JSON: more than 64 levels");
  }

  @Test
  void otherEncodingsThanUtf8AreRefused() {
    assertThatThrownBy(() -> JsonReader.read("{\"ü\": 1}".getBytes(ISO_8859_1)))
        .hasMessage("not JSON: not UTF-8");
  }

  private static Map<String, @Nullable Object> read(String json)
      throws InvalidSidecarConfigException {
    return JsonReader.read(json.getBytes(UTF_8));
  }
}
