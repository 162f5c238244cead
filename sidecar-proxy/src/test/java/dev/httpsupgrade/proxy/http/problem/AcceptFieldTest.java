package dev.httpsupgrade.proxy.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptFieldTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                          | text/plain
          */*                                                         | text/plain
          image/png                                                   | text/plain
          text/html                                                   | text/html
          text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html
          application/json                                            | application/problem+json
          Application/Problem+JSON                                    | application/problem+json
          application/json, text/plain, */*                           | application/problem+json
          application/json;q=0.5, text/html;q=0.7                     | text/html
          application/json; charset=utf-8 ; Q=0.5, text/plain;q=0.4   | application/problem+json
          text/html;q=0, */*;q=0.1                                    | text/plain
          text/html;q=0                                               | text/plain
          text/html;q=2                                               | text/plain
          text/html;q=                                                | text/plain
          text/*                                                      | text/plain
          application/*                                               | application/problem+json
          ,;,=                                                        | text/plain
          """)
  void theHeaviestKnownRangeDecides(String accept, String type) {
    assertThat(AcceptField.preferred(accept).contentType()).startsWith(type);
  }
}
