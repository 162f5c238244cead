package dev.httpsupgrade.proxy.http.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.ClientCertificate;
import io.netty.pkitesting.CertificateBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateElementTest {

  @Test
  void hashSubjectAndNamesAreTold() throws Exception {
    assertThat(
            element(
                "O=A\\, B,CN=a",
                List.of("spiffe://cluster.local/ns/a/sa/b", "urn:a;b"),
                List.of("a.example", "b.example")))
        .isEqualTo(
            "Hash=ab;Subject=\"O=A\\, B,CN=a\";URI=spiffe://cluster.local/ns/a/sa/b;"
                + "URI=\"urn:a;b\";DNS=a.example;DNS=b.example");
  }

  @Test
  void nothingInACertificateEndsTheField() throws Exception {
    assertThat(
            element(
                "CN=a\r\nX: y\u00e4", List.of("a\r\nX: y", "a\"b"), List.of("a b", "a\\", "ok")))
        .isEqualTo("Hash=ab;Subject=\"CN=a\\0D\\0AX: y\\C3\\A4\";DNS=ok");
  }

  private static String element(String subject, List<String> uris, List<String> dnsNames)
      throws Exception {
    var leaf = new CertificateBuilder().subject("CN=a").setIsCertificateAuthority(true);
    return CertificateElement.of(
        new ClientCertificate(
            leaf.buildSelfSigned().getCertificate(), "ab", subject, uris, dnsNames));
  }
}
