package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.tls.KeyLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyLogIT {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "-tls1_3, CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    "-tls1_3, SERVER_HANDSHAKE_TRAFFIC_SECRET",
    "-tls1_3, CLIENT_TRAFFIC_SECRET_0",
    "-tls1_3, SERVER_TRAFFIC_SECRET_0",
    "-tls1_2, CLIENT_RANDOM",
  })
  void theSecretsAreThoseThatTheClientHas(String version, String label) throws Exception {
    Path ours = directory.resolve("sidecar.keys");
    Path theirs = directory.resolve("client.keys");
    try (var app = TestApp.ok();
        var proxy = TestProxy.builder().appPort(app.port()).keyLog(KeyLog.to(ours)).start()) {
      OpenSsl.client(proxy.port, version, "-keylogfile", theirs.toString());
      assertThat(lines(ours, label)).isNotEmpty().isEqualTo(lines(theirs, label));
      assertThat(proxy.metric("https_upgrade_tls_key_log")).isEqualTo(1);
    }
  }

  /** Lines of this kind, {@code label random secret}; OpenSSL's are in capital letters or not. */
  private static Set<String> lines(Path file, String label) throws IOException {
    List<String> all = Files.readAllLines(file);
    assertThat(all)
        .allMatch(line -> line.matches("[A-Z0-9_]+ [0-9a-fA-F]{64} [0-9a-fA-F]{64,96}|#.*"));
    var lines = new TreeSet<String>();
    all.stream()
        .filter(line -> line.startsWith(label + " "))
        .forEach(line -> lines.add(line.toLowerCase(Locale.ROOT)));
    return lines;
  }
}
