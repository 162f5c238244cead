package dev.httpsupgrade.proxy.http.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.message.TestHead;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainGateTest {

  private static final List<String> EXEMPT = List.of("/healthz", "/.well-known/acme-challenge/");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /                            | shop.example        | 443  | https://shop.example/
          GET /a/b?c=d&e=/../%20           | shop.example        | 443  | https://shop.example/a/b?c=d&e=/../%20
          GET /                            | shop.example:80     | 443  | https://shop.example/
          GET /                            | shop.example:8080   | 8443 | https://shop.example:8443/
          GET /                            | [2001:db8::1]:8080  | 443  | https://[2001:db8::1]/
          GET /                            | 192.0.2.1           | 9443 | https://192.0.2.1:9443/
          GET //evil.example/              | shop.example        | 443  | https://shop.example//evil.example/
          GET /\\evil.example              | shop.example        | 443  | https://shop.example/\\evil.example
          GET /@evil.example               | shop.example        | 443  | https://shop.example/@evil.example
          GET http://shop.example/a?b      | shop.example        | 443  | https://shop.example/a?b
          GET http://shop.example:8080/a   | shop.example:8080   | 8443 | https://shop.example:8443/a
          GET http://shop.example          | shop.example        | 443  | https://shop.example/
          GET http://shop.example?a        | shop.example        | 443  | https://shop.example/?a
          OPTIONS *                        | shop.example        | 443  | https://shop.example
          GET /\u00e4                      | shop.example        | 443  | https://shop.example/%E4
          """)
  void aRedirectKeepsHostPathAndQuery(String request, String host, int port, String location) {
    var gate = gate(new PlainPolicy.Redirect(308, port, 60, List.of()));
    Head head = TestHead.of(request + " HTTP/1.1", "Host: " + host);
    assertThat(gate.refuses(head, 0)).isEqualTo(new ProxyError.HttpsRedirect(308, location, 60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host:"})
  void withoutAHostThereIsNowhereToRedirectTo(String line) {
    var gate = gate(new PlainPolicy.Redirect(301, 443, 0, List.of()));
    Head head = TestHead.of("GET / HTTP/1.0", line.isEmpty() ? "A: b" : line);
    assertThat(gate.refuses(head, head.find(FieldName.HOST)))
        .isInstanceOf(ProxyError.BadRequest.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, true",
    "/healthz?a=b, true",
    "http://shop.example/healthz, true",
    "/healthz/, false",
    "/healthz/x, false",
    "/healthzx, false",
    "/Healthz, false",
    "/%68ealthz, false",
    "//healthz, false",
    "/./healthz, false",
    "/.well-known/acme-challenge/, true",
    "/.well-known/acme-challenge/a-b_C~1, true",
    "/.well-known/acme-challenge/a/b.txt, true",
    "/.well-known/acme-challenge/..a, true",
    "/.well-known/acme-challenge, false",
    "/.well-known/acme-challenge//a, false",
    "/.well-known/acme-challenge/a//b, false",
    "/.well-known/acme-challenge/../admin, false",
    "/.well-known/acme-challenge/a/../../../admin, false",
    "/.well-known/acme-challenge/..;/admin, false",
    "/.well-known/acme-challenge/a;b, false",
    "/.well-known/acme-challenge/%2e%2e/admin, false",
    "/.well-known/acme-challenge/..%2fadmin, false",
    "/.well-known/acme-challenge/..\\admin, false",
    "/.well-known/acme-challenge/./a, false",
    "/.well-known/acme-challenge/a/.., false",
    "/.well-known/acme-challenge/a#/b, false"
  })
  void anExemptPathIsItselfAndWhatIsSurelyBelowIt(String target, boolean exempt) {
    Head head = TestHead.of("GET " + target + " HTTP/1.1", "Host: shop.example");
    assertThat(gate(new PlainPolicy.Refuse(403, EXEMPT)).refuses(head, 0) == null)
        .isEqualTo(exempt);
    assertThat(gate(new PlainPolicy.Redirect(308, 443, 0, EXEMPT)).refuses(head, 0) == null)
        .isEqualTo(exempt);
  }

  @Test
  void whatIsRefusedNeedsNoHost() {
    assertThat(
            gate(new PlainPolicy.Refuse(426, List.of())).refuses(TestHead.of("GET / HTTP/1.0"), -1))
        .isEqualTo(new ProxyError.HttpsRequired(426));
  }

  @Test
  void whereAllPassesThereIsNoGate() {
    @Nullable PlainGate none = PlainGate.of(new PlainPolicy.Pass());
    assertThat(none).isNull();
  }

  private static PlainGate gate(PlainPolicy policy) {
    PlainGate gate = PlainGate.of(policy);
    if (gate == null) {
      throw new AssertionError("all pass");
    }
    return gate;
  }
}
