package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Framing;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.message.ResponseHead;
import dev.httpsupgrade.proxy.http.message.TestHead;
import dev.httpsupgrade.sidecar.config.Rewrite;
import dev.httpsupgrade.sidecar.config.Rewrite.Cookies;
import dev.httpsupgrade.sidecar.config.Rewrite.HeaderChange;
import dev.httpsupgrade.sidecar.config.Rewrite.Hsts;
import dev.httpsupgrade.sidecar.config.Rewrite.SameSite;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRulesTest {

  private static final Rewrite LINKS =
      new Rewrite(true, List.of("www.Example"), null, null, List.of());

  private final RequestNotes request = new RequestNotes(new TrafficPort("https", 8443, 8080));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop      | http://shop/a?b#c             | https://shop/a?b#c
          shop      | HTTP://SHOP/a                 | HTTPs://SHOP/a
          shop      | http://shop                   | https://shop
          shop      | http://shop?a                 | https://shop?a
          shop      | http://shop:/a                | https://shop/a
          shop      | http://shop:80/a              | https://shop/a
          shop      | http://shop:443/a             | https://shop/a
          shop      | http://shop:8080/a            | https://shop/a
          shop      | http://shop:8443/a            | https://shop/a
          shop      | http://shop:8081/a            | http://shop:8081/a
          shop      | http://shop:99999/a           | http://shop:99999/a
          shop      | http://shop:x/a               | http://shop:x/a
          shop:9443 | http://shop/a                 | https://shop:9443/a
          shop:9443 | http://shop:80/a              | https://shop:9443/a
          shop:9443 | http://shop:9443/a            | https://shop:9443/a
          shop:9443 | http://shop:8080/a            | https://shop:9443/a
          shop:443  | http://shop:8080/a            | https://shop/a
          shop:9443 | http://www.example/a          | https://www.example/a
          shop:9443 | http://www.example:80/a       | https://www.example/a
          shop:9443 | http://www.example:8080/a     | https://www.example:9443/a
          shop      | http://WWW.EXAMPLE/a          | https://WWW.EXAMPLE/a
          shop      | http://other/a                | http://other/a
          shop      | http://shop.example/a         | http://shop.example/a
          shop      | http://shop@evil/a            | http://shop@evil/a
          shop      | http://evil@shop/a            | http://evil@shop/a
          shop      | http:///a                     | http:///a
          shop      | http:/a                       | http:/a
          shop      | http://                       | http://
          shop      | https://shop/a                | https://shop/a
          shop      | //shop/a                      | //shop/a
          shop      | /a?b=http://shop/             | /a?b=http://shop/
          shop      | ftp://shop/                   | ftp://shop/
          [::1]:8443 | http://[::1]:8080/a          | https://[::1]:8443/a
          ''        | http://shop/a                 | http://shop/a
          """)
  void ownAddressesLeadToThePortThatTheClientUsed(String host, String before, String after) {
    ask(LINKS, "Host: " + host);
    assertThat(rewritten("Location: " + before)).contains("Location: " + after + "\r\n");
    assertThat(rewritten("Content-Location: " + before)).contains("Location: " + after + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Refresh: 5; url=http://shop/a         | Refresh: 5; url=https://shop/a
          Refresh: 5;URL = "http://shop/a"      | Refresh: 5;URL = "https://shop/a"
          Refresh: 0,url='http://shop'          | Refresh: 0,url='https://shop'
          Refresh: 5; http://shop/              | Refresh: 5; https://shop/
          Refresh: 5; url=http://other/         | Refresh: 5; url=http://other/
          Refresh: 5                            | Refresh: 5
          Refresh: 5;                           | Refresh: 5;
          Refresh: 5; url=                      | Refresh: 5; url=
          Refresh: 5; url='                     | Refresh: 5; url='
          Link: <http://shop/a>; rel=next, </b>, <http://shop:8080/c>;rel="x" | Link: <https://shop/a>; rel=next, </b>, <https://shop/c>;rel="x"
          Link: <http://other/a>, <http://shop/b> | Link: <http://other/a>, <https://shop/b>
          Link: </a>; title="<http://shop/>"    | Link: </a>; title="<http://shop/>"
          Link: </a>; title="\\"<http://shop/>" | Link: </a>; title="\\"<http://shop/>"
          Link: <http://shop/a                  | Link: <https://shop/a
          Access-Control-Allow-Origin: http://shop  | Access-Control-Allow-Origin: https://shop
          Access-Control-Allow-Origin: *        | Access-Control-Allow-Origin: *
          X-Location: http://shop/              | X-Location: http://shop/
          """)
  void eachFieldsOwnSyntaxIsKept(String before, String after) {
    ask(LINKS, "Host: shop");
    assertThat(rewritten(before)).isEqualTo("HTTP/1.1 200 OK\r\n" + after + "\r\n\r\n");
  }

  @Test
  void aPageThatCameByPlainHttpFindsItsOrigin() {
    ask(LINKS, "Host: shop", "Origin: http://shop");
    assertThat(rewritten("Access-Control-Allow-Origin: http://shop")).contains(" http://shop\r\n");
    ask(LINKS, "Host: shop", "Origin: https://shop");
    assertThat(rewritten("Access-Control-Allow-Origin: http://shop")).contains(" https://shop\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A: http://shop/", "Location: /a", "Location: https://shop/", "Set-Cookie: a=b"})
  void whereThereIsNothingToChangeTheAppsOwnBytesPass(String line) {
    ask(LINKS, "Host: shop");
    assertThat(rules(LINKS).concern(TestHead.of("HTTP/1.1 200 OK", line))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=b                              | a=b; Secure; SameSite=Lax
          a=b; Path=/; HttpOnly            | a=b; Path=/; HttpOnly; Secure; SameSite=Lax
          a=b; secure                      | a=b; secure; SameSite=Lax
          a=b;SECURE ;Path=/               | a=b;SECURE ;Path=/; SameSite=Lax
          a=b; SameSite=None               | a=b; SameSite=None; Secure
          a=b; samesite = Strict; Secure=x | a=b; samesite = Strict; Secure=x
          secure=samesite                  | secure=samesite; Secure; SameSite=Lax
          a=Secure; Path=/samesite         | a=Secure; Path=/samesite; Secure; SameSite=Lax
          __Host-a=b; Secure; Path=/       | __Host-a=b; Secure; Path=/; SameSite=Lax
          a                                | a; Secure; SameSite=Lax
          a=b;                             | a=b;; Secure; SameSite=Lax
          """)
  void cookiesGetWhatTheyLack(String before, String after) {
    ask(cookies(new Cookies(true, SameSite.LAX)), "Host: shop");
    assertThat(rewritten("Set-Cookie: " + before, "Set-Cookie: x=y; Secure"))
        .contains("Set-Cookie: " + after + "\r\nSet-Cookie: x=y; Secure; SameSite=Lax\r\n");
  }

  @Test
  void cookiesGetNoMoreThanWhatIsConfigured() {
    ask(cookies(new Cookies(true, null)), "Host: shop");
    assertThat(rewritten("Set-Cookie: a=b")).contains("a=b; Secure\r\n");
    ask(cookies(new Cookies(false, SameSite.STRICT)), "Host: shop");
    assertThat(rewritten("Set-Cookie: a=b")).contains("a=b; SameSite=Strict\r\n");
    ask(cookies(new Cookies(true, SameSite.NONE)), "Host: shop");
    assertThat(rewritten("Set-Cookie: a=b")).contains("a=b; Secure; SameSite=None\r\n");
    assertThat(AnswerRules.of(cookies(new Cookies(false, null)))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, false, max-age=0",
    "60, true, false, max-age=60; includeSubDomains",
    "31536000, true, true, max-age=31536000; includeSubDomains; preload"
  })
  void hstsIsOursInPlaceOfTheApps(int maxAge, boolean subDomains, boolean preload, String value) {
    ask(
        new Rewrite(false, List.of(), null, new Hsts(maxAge, subDomains, preload), List.of()),
        "Host: shop");
    assertThat(rewritten("strict-transport-security: max-age=1", "A: b"))
        .isEqualTo("HTTP/1.1 200 OK\r\nA: b\r\nStrict-Transport-Security: " + value + "\r\n\r\n");
  }

  @Test
  void fieldsAreSetAndRemoved() {
    ask(
        headers(
            new HeaderChange("X-Frame-Options", "DENY"),
            new HeaderChange("server", null),
            new HeaderChange("Location", "/x"),
            new HeaderChange("Link", "<a>"),
            new HeaderChange("Link", "<b>"),
            new HeaderChange("X-Empty", "")),
        "Host: shop");
    assertThat(
            rewritten(
                "Server: old", "A: b", "x-frame-options: x", "Location: http://shop/", "SERVER: c"))
        .isEqualTo(
            """
            HTTP/1.1 200 OK\r
            A: b\r
            X-Frame-Options: DENY\r
            Location: /x\r
            Link: <a>\r
            Link: <b>\r
            X-Empty: \r
            \r
            """);
  }

  @Test
  void anOwnRuleForHstsIsTheLastWord() {
    ask(
        new Rewrite(
            false,
            List.of(),
            null,
            new Hsts(60, false, false),
            List.of(new HeaderChange("Strict-Transport-Security", null))),
        "Host: shop");
    assertThat(rewritten("Strict-Transport-Security: max-age=1"))
        .isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
  }

  @Test
  void withoutARuleThereIsNothingToDo() {
    assertThat(AnswerRules.of(Rewrite.NONE)).isNull();
  }

  private void ask(Rewrite rewrite, String... lines) {
    var all = new ArrayList<>(List.of("GET / HTTP/1.1"));
    all.addAll(List.of(lines));
    Head head = TestHead.of(all.toArray(new String[0]));
    request.take(head, head.find(FieldName.HOST), AnswerRules.of(rewrite));
  }

  private String rewritten(String... lines) {
    var all = new ArrayList<>(List.of("HTTP/1.1 200 OK"));
    all.addAll(List.of(lines));
    Head head = TestHead.of(all.toArray(new String[0]));
    var answer = new ResponseHead(200, Framing.NONE, true, true, true);
    var bytes =
        new ResponseRewriter(head)
            .rewrite(answer, Persistence.IMPLIED, true, 0, request, ByteBufAllocator.DEFAULT);
    try {
      return bytes.toString(US_ASCII);
    } finally {
      bytes.release();
    }
  }

  private static AnswerRules rules(Rewrite rewrite) {
    @Nullable AnswerRules rules = AnswerRules.of(rewrite);
    if (rules == null) {
      throw new AssertionError("no rules");
    }
    return rules;
  }

  private static Rewrite cookies(Cookies cookies) {
    return new Rewrite(false, List.of(), cookies, null, List.of());
  }

  private static Rewrite headers(HeaderChange... changes) {
    return new Rewrite(false, List.of(), null, null, List.of(changes));
  }
}
