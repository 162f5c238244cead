package dev.httpsupgrade.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.problem.ErrorResponder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HttpDocsTest {

  @ParameterizedTest
  @MethodSource("dev.httpsupgrade.proxy.http.problem.ErrorResponderTest#errors")
  void everyCodeIsInTheDocuments(ProxyError error) throws IOException {
    var problem = new ErrorResponder().problem(error);
    assertThat(docs())
        .containsPattern("\\| .*`%s`.* \\| .*%d.* \\|".formatted(problem.code(), problem.status()));
  }

  @Test
  void everyFieldThatTellsOfTheClientIsInTheDocuments() throws IOException {
    var named =
        Pattern.compile("`([A-Za-z-]+)`")
            .matcher(docs())
            .results()
            .map(match -> match.group(1).toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertThat(named)
        .containsAll(
            Arrays.stream(FieldName.values())
                .filter(name -> name.role() == FieldName.Role.CLIENT)
                .filter(name -> name != FieldName.DISGUISED)
                .map(name -> name.name().replace('_', '-'))
                .toList());
  }

  private static String docs() throws IOException {
    return Files.readString(Path.of("../docs/http.md"));
  }
}
