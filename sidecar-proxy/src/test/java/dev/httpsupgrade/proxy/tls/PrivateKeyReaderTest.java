package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"})
  void theKeyIsFoundAmongOtherText(String label) throws Exception {
    String key = Pem.text(label, new byte[] {1});
    String text = "text\n" + Pem.text("EC PARAMETERS", new byte[] {2}) + key.replace("\n", "\r\n");
    assertThat(PrivateKeyReader.read(text)).isEqualTo(key);
  }

  @Test
  void anErrorNamesTheWayOut() {
    assertThatThrownBy(
            () -> PrivateKeyReader.read(Pem.text("ENCRYPTED PRIVATE KEY", new byte[] {1})))
        .hasMessage("tls.key: encrypted (way out: openssl pkcs8 -topk8 -nocrypt)");
    assertThatThrownBy(() -> PrivateKeyReader.read(""))
        .hasMessage(
            "tls.key: no private key (expected: PEM; way out: openssl pkcs8 -topk8 -nocrypt)");
  }
}
