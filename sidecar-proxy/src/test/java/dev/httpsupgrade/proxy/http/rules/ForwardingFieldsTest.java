package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.TestHead;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ForwardingFieldsTest {

  private static final String CERTIFICATE = "Hash=00;Subject=\"CN=a\"";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          192.0.2.1    | shop.example      | for=192.0.2.1;host=shop.example;proto=https
          192.0.2.1    | shop.example:8443 | for=192.0.2.1;host="shop.example:8443";proto=https
          2001:db8::1  | [2001:db8::2]     | for="[2001:db8:0:0:0:0:0:1]";host="[2001:db8::2]";proto=https
          192.0.2.1    |                   | for=192.0.2.1;proto=https
          """)
  void forwardedQuotesWhatIsNoToken(String address, @Nullable String host, String element) {
    var client = client(address, null);
    assertThat(written(new OwnFields(client, true), get(host)))
        .endsWith("Forwarded: " + element + "\r\n");
    assertThat(written(new OwnFields(client, false), get(host))).doesNotContain("Forwarded: ");
  }

  @ParameterizedTest
  @EnumSource
  void ofAnUntrustedClientNothingThatTellsOfTheClientStays(FieldName name) {
    var fields = new OwnFields(client("192.0.2.1", null), false);
    assertThat(fields.drops(name)).isEqualTo(name.role() == FieldName.Role.CLIENT);
  }

  @Test
  void theCertificateIsTold() {
    assertThat(written(new OwnFields(client("192.0.2.1", CERTIFICATE), false), get("x")))
        .contains("X-Forwarded-Client-Cert: " + CERTIFICATE + "\r\n");
  }

  @Test
  void ofATrustedProxyListsAreContinuedAsOneLineAndTheRestIsKept() {
    var fields = new AddedFields(client("10.0.0.1", CERTIFICATE), true);
    Head head =
        TestHead.of(
            "GET / HTTP/1.1",
            "Host: internal:8443",
            "X-Forwarded-For: 192.0.2.1",
            "X-Forwarded-For: 192.0.2.2 , 192.0.2.3",
            "X_Forwarded_For: 6.6.6.6",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: shop.example",
            "X-Forwarded-Client-Cert: Hash=11",
            "Forwarded: for=192.0.2.1;proto=http");
    assertThat(written(fields, head))
        .isEqualTo(
            """
            X-Forwarded-For: 192.0.2.1, 192.0.2.2 , 192.0.2.3, 10.0.0.1\r
            X-Forwarded-Port: 80\r
            X-Forwarded-Client-Cert: Hash=11, %s\r
            Forwarded: for=192.0.2.1;proto=http, for=10.0.0.1;host="internal:8443";proto=https\r
            """
                .formatted(CERTIFICATE));
    assertThat(fields.drops(FieldName.X_FORWARDED_FOR)).isTrue();
    assertThat(fields.drops(FieldName.X_FORWARDED_CLIENT_CERT)).isTrue();
    assertThat(fields.drops(FieldName.FORWARDED)).isTrue();
    assertThat(fields.drops(FieldName.DISGUISED)).isTrue();
    assertThat(fields.drops(FieldName.X_FORWARDED_PROTO)).isFalse();
    assertThat(fields.drops(FieldName.X_REAL_IP)).isFalse();
  }

  @Test
  void whatWeHaveNothingToAddToPassesFromATrustedProxy() {
    var fields = new AddedFields(client("10.0.0.1", null), false);
    assertThat(fields.drops(FieldName.FORWARDED)).isFalse();
    assertThat(fields.drops(FieldName.X_FORWARDED_CLIENT_CERT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Host: shop                | A: b                     | A: b                          | 443
          Host: shop:8443           | A: b                     | A: b                          | 8443
          Host: internal:8443       | X-Forwarded-Proto: https | X-Forwarded-Host: shop        | 443
          Host: internal:8443       | X-Forwarded-Proto: https | X-Forwarded-Host: shop:9443   | 9443
          Host: internal:8443       | X-Forwarded-Proto: http  | X-Forwarded-Host: shop        | 80
          Host: internal            | X-Forwarded-Proto: http  | X-Forwarded-Host: shop:8080   | 8080
          Host: internal            | X-Forwarded-Proto: https | X-Forwarded-Host: a, b:1      | 443
          """)
  void thePortGoesWithTheHostThatIsTold(String host, String proto, String told, String port) {
    Head head = TestHead.of("GET / HTTP/1.1", host, proto, told);
    assertThat(written(new AddedFields(client("10.0.0.1", null), false), head))
        .contains("X-Forwarded-Port: " + port + "\r\n");
  }

  @Test
  void onPlainACertificateIsBelievedUnlessItIsWeWhoTellOfOnes() {
    assertThat(new PassedFields(true).drops(FieldName.X_FORWARDED_CLIENT_CERT)).isFalse();
    assertThat(new PassedFields(false).drops(FieldName.X_FORWARDED_CLIENT_CERT)).isTrue();
    assertThat(new PassedFields(false).drops(FieldName.DISGUISED)).isTrue();
    assertThat(new PassedFields(false).drops(FieldName.X_FORWARDED_FOR)).isFalse();
  }

  private static Client client(String address, @Nullable String certificate) {
    return new Client(
        Scheme.HTTPS,
        InetAddress.ofLiteral(address),
        new TrafficPort("https", 8443, 8080),
        certificate);
  }

  private static Head get(@Nullable String host) {
    return host == null
        ? TestHead.of("GET / HTTP/1.0")
        : TestHead.of("GET / HTTP/1.1", "Host: " + host);
  }

  private static String written(ForwardingFields fields, Head head) {
    ByteBuf out = Unpooled.buffer();
    fields.write(out, head, head.find(FieldName.HOST));
    return out.toString(US_ASCII);
  }
}
