package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyIsTakenInItsNewAndItsOldForm(boolean ec) throws Exception {
    X509Bundle pair = pair(ec);
    PrivateKeyInfo key = PrivateKeyInfo.getInstance(pair.getKeyPair().getPrivate().getEncoded());
    ASN1Encodable content = key.parsePrivateKey();
    // The old form names its curve itself (RFC 5915 §3).
    byte[] oldForm =
        (ec
                ? new ECPrivateKey(
                    256,
                    ECPrivateKey.getInstance(content).getKey(),
                    key.getPrivateKeyAlgorithm().getParameters())
                : content)
            .toASN1Primitive()
            .getEncoded();
    take(pair, pair.getPrivateKeyPEM());
    take(pair, Pem.text(ec ? "EC PRIVATE KEY" : "RSA PRIVATE KEY", oldForm));
  }

  @Test
  void aKeyOfAnotherLeafIsRefused() throws Exception {
    assertThatThrownBy(() -> take(pair(true), pair(true).getPrivateKeyPEM()))
        .hasMessage("tls.key: not the key of the leaf in tls.crt");
    assertThatThrownBy(() -> take(pair(false), pair(false).getPrivateKeyPEM()))
        .hasMessage("tls.key: not the key of the leaf in tls.crt");
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    assertThatThrownBy(() -> take(pair(true), pair(false).getPrivateKeyPEM()))
        .hasMessage("tls.key: not the key of the leaf in tls.crt");
  }

  @Test
  void whatIsNoKeyIsRefusedWithTheWayOut() throws Exception {
    assertThatThrownBy(() -> take(pair(true), Pem.text("PRIVATE KEY", new byte[] {1})))
        .hasMessage(
            "tls.key: no private key (expected: RSA or EC;"
                + " way out: openssl pkcs8 -topk8 -nocrypt)");
  }

  private static void take(X509Bundle leaf, String key) throws Exception {
    Credential.of(ServerCertificate.parse(leaf.getCertificatePathPEM(), key)).free();
  }

  private static X509Bundle pair(boolean ec) throws Exception {
    var builder = new CertificateBuilder().subject("CN=x").setIsCertificateAuthority(true);
    return (ec ? builder.ecp256() : builder.rsa2048()).buildSelfSigned();
  }
}
