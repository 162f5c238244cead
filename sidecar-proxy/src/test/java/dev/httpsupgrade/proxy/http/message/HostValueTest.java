package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostValueTest {

  @ParameterizedTest
  @CsvSource({
    "shop.example, true, 12",
    "shop.example:80, true, 12",
    "shop.example:, true, 12",
    "192.0.2.1:8443, true, 9",
    "[2001:db8::1]:8443, true, 13",
    "[2001:db8::1], true, 13",
    "'', true, 0",
    ":80, false, 0",
    "a:80:90, false, 1",
    "a:8x, false, 1",
    "user@host, false, 9",
    "a b, false, 3",
    "[::1, false, 4",
    "[::1]a, false, 6",
    "[], false, 2",
    "a[::1], false, 2"
  })
  void aHostIsANameOrAddressAndPerhapsAPort(String value, boolean valid, int colon) {
    byte[] bytes = value.getBytes(US_ASCII);
    assertThat(HostValue.isValid(bytes, 0, bytes.length)).isEqualTo(valid);
    assertThat(HostValue.portColon(bytes, 0, bytes.length)).isEqualTo(colon);
  }
}
