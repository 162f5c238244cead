package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyReaderTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyIsReadInItsNewAndItsOldForm(boolean ec) throws Exception {
    X509Bundle pair = pair(ec);
    PrivateKey key = pair.getKeyPair().getPrivate();
    PublicKey leaf = pair.getKeyPair().getPublic();
    String oldForm =
        pem(
            ec ? "EC PRIVATE KEY" : "RSA PRIVATE KEY",
            PrivateKeyInfo.getInstance(key.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded());
    assertThat(PrivateKeyReader.read(pair.getPrivateKeyPEM(), leaf)).isEqualTo(key);
    PrivateKey read = PrivateKeyReader.read("text\n" + oldForm, leaf);
    assertThat(read.getAlgorithm()).isEqualTo(key.getAlgorithm());
    ServerCertificate.parse(pair.getCertificatePathPEM(), oldForm);
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    assertThatThrownBy(() ->
            PrivateKeyReader.read(
                pair(false).getPrivateKeyPEM(), pair(true).getKeyPair().getPublic()))
        .hasMessage("tls.key: not the EC key of the leaf in tls.crt");
  }

  @Test
  void anErrorNamesTheWayOut() throws Exception {
    PublicKey leaf = pair(true).getKeyPair().getPublic();
    assertThatThrownBy(
            () -> PrivateKeyReader.read(pem("ENCRYPTED PRIVATE KEY", new byte[] {1}), leaf))
        .hasMessage("tls.key: encrypted (way out: openssl pkcs8 -topk8 -nocrypt)");
    assertThatThrownBy(() -> PrivateKeyReader.read("", leaf))
        .hasMessage(
            "tls.key: no private key (expected: PEM; way out: openssl pkcs8 -topk8 -nocrypt)");
    assertThatThrownBy(() -> PrivateKeyReader.read(pem("PRIVATE KEY", new byte[] {1}), leaf))
        .hasMessage("tls.key: not the EC key of the leaf in tls.crt");
  }

  private static X509Bundle pair(boolean ec) throws Exception {
    var builder = new CertificateBuilder().subject("CN=x").setIsCertificateAuthority(true);
    return (ec ? builder.ecp256() : builder.rsa2048()).buildSelfSigned();
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }
}
