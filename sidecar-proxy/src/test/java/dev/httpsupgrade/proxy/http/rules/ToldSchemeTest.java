package dev.httpsupgrade.proxy.http.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.http.message.TestHead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToldSchemeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          X-Forwarded-Proto: https                          | HTTPS
          X-Forwarded-Proto: HTTPS , http                   | HTTPS
          X-Forwarded-Proto: http, https                    | HTTP
          X-Forwarded-Proto: wss                            | HTTPS
          X-Forwarded-Proto: ftp                            |
          X-Forwarded-Proto:                                |
          X_Forwarded_Proto: https                          |
          X-Forwarded-Scheme: https                         | HTTPS
          X-Scheme: https                                   | HTTPS
          X-Url-Scheme: https                               | HTTPS
          X-Forwarded-Ssl: on                               | HTTPS
          X-Forwarded-Ssl: off                              |
          Front-End-Https: On                               | HTTPS
          Forwarded: for=a;proto=https                      | HTTPS
          Forwarded: Proto="https"; for=a                   | HTTPS
          Forwarded: for="a;proto=https"                    |
          Forwarded: for="\\";proto=https                   |
          Forwarded: for=a, for=b;proto=https               |
          Forwarded: for=a;proto=http, for=b;proto=https    | HTTP
          Forwarded: proto=                                 |
          Forwarded: proto="                                |
          Other: https                                      |
          """)
  void ofEachFieldTheFirstElementCounts(String line, @Nullable Scheme scheme) {
    assertThat(ToldScheme.of(TestHead.of("GET / HTTP/1.1", line))).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto: http, X-Forwarded-Ssl: on",
    "X-Forwarded-Ssl: on, X-Forwarded-Proto: http"
  })
  void httpsInAnyFieldIsHttps(String one, String other) {
    assertThat(ToldScheme.of(TestHead.of("GET / HTTP/1.1", one, other))).isEqualTo(Scheme.HTTPS);
  }
}
