package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyMainIT {

  private record Outcome(int status, String out, String err) {}

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HTTPS_UPGRADE_PORT            | 0     | HTTPS_UPGRADE_PORT: 0 (expected: 1 to 65535)
          HTTPS_UPGRADE_APP_PORT        | 8443  | HTTPS_UPGRADE_APP_PORT: 8443 (expected: another port than HTTPS_UPGRADE_PORT)
          HTTPS_UPGRADE_TLS_MIN_VERSION | 1.1   | HTTPS_UPGRADE_TLS_MIN_VERSION: 1.1 (expected: 1.2 or 1.3)
          """)
  void anUnusableVariableEndsTheStartWithOneLineThatNamesIt(
      String name, String value, String message) throws Exception {
    Outcome outcome = run(Map.of(name, value));
    assertThat(outcome).isEqualTo(new Outcome(2, "", "https-upgrade-proxy: " + message + "\n"));
  }

  @Test
  void anUnusableFileEndsTheStartWithOneLineThatNamesTheField() throws Exception {
    Path file = Files.writeString(directory.resolve("sidecar.json"), "{\"version\": \"1.0\"}");
    Outcome outcome = run(Map.of(), "--config", file.toString());
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err().lines()).singleElement().asString().contains("ports: missing");
  }

  @Test
  void aPortThatIsTakenEndsTheStartWithOneLine() throws Exception {
    try (var taken = new ServerSocket(0)) {
      Outcome outcome =
          run(
              Map.of(
                  "HTTPS_UPGRADE_PORT",
                  String.valueOf(taken.getLocalPort()),
                  "HTTPS_UPGRADE_ADMIN_PORT",
                  String.valueOf(FreePorts.next()),
                  "HTTPS_UPGRADE_TLS_DIRECTORY",
                  directory.toString(),
                  "HTTPS_UPGRADE_LOG_LEVEL",
                  "error"));
      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err().lines())
          .singleElement()
          .asString()
          .contains("ports[https].port: " + taken.getLocalPort());
    }
  }

  @Test
  void theCommandLineExplainsItself() throws Exception {
    assertThat(run(Map.of(), "--help").out()).contains("--config FILE").contains("DRAIN_TOKEN");
    assertThat(run(Map.of(), "--version").out()).matches("\\d+\\.\\d+\\.\\d+.*\n");
    assertThat(run(Map.of(), "--chekc").err())
        .isEqualTo("https-upgrade-proxy: --chekc: unknown (expected: see --help)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--check-config", "--check"})
  void theCheckReadsTheCertificate(String option) throws Exception {
    var files = new CertificateDirectory(directory);
    Map<String, String> environment = Map.of("HTTPS_UPGRADE_TLS_DIRECTORY", directory.toString());
    assertThat(run(environment, option).err())
        .startsWith("https-upgrade-proxy: tls: tls.crt: ")
        .hasLineCount(1);
    files.write(CertificateDirectory.leaf("first"));
    assertThat(run(environment, option)).isEqualTo(new Outcome(0, "ok\n", ""));
    files.write(
        CertificateDirectory.leaf("other").getCertificatePathPEM(),
        CertificateDirectory.leaf("another").getPrivateKeyPEM());
    Outcome outcome = run(environment, option);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("tls.key").hasLineCount(1);
  }

  @Test
  void sessionKeysAreWrittenOnlyIfBothOptionAndFileAreGiven() throws Exception {
    assertThat(run(Map.of(), "--debug-key-log").err())
        .isEqualTo(
            "https-upgrade-proxy: SSLKEYLOGFILE: missing"
                + " (expected: a file, because of --debug-key-log)\n");
    Path keys = directory.resolve("keys");
    try (var taken = new ServerSocket(0)) {
      Map<String, String> environment =
          Map.of(
              "SSLKEYLOGFILE",
              keys.toString(),
              "HTTPS_UPGRADE_ADMIN_PORT",
              String.valueOf(taken.getLocalPort()),
              "HTTPS_UPGRADE_LOG_LEVEL",
              "error");
      run(environment);
      assertThat(keys).doesNotExist();
      assertThat(run(environment, "--debug-key-log").err())
          .contains("WARN")
          .contains(keys.toString());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void sigtermEndsAServingProxyWithZero() throws Exception {
    new CertificateDirectory(directory).write(CertificateDirectory.leaf("first"));
    int port = FreePorts.next();
    int adminPort = FreePorts.next();
    try (var app = TestApp.ok()) {
      Process process =
          process(
                  Map.of(
                      "HTTPS_UPGRADE_PORT",
                      String.valueOf(port),
                      "HTTPS_UPGRADE_APP_PORT",
                      String.valueOf(app.port()),
                      "HTTPS_UPGRADE_ADMIN_PORT",
                      String.valueOf(adminPort),
                      "HTTPS_UPGRADE_TLS_DIRECTORY",
                      directory.toString()))
              .redirectErrorStream(true)
              .start();
      try {
        await().ignoreExceptions().until(() -> ready(adminPort));
        try (var client = RawClient.tls(port)) {
          assertThat(client.get("/").answer().status()).isEqualTo(200);
        }
        process.toHandle().destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        String log = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(log).contains("INFO TrafficListeners: ").contains("listening");
        assertThat(log.lines()).noneMatch(line -> line.contains("WARN"));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static boolean ready(int adminPort) throws IOException {
    try (var client = RawClient.plain(adminPort)) {
      return client.get("/readyz").answer().status() == 200;
    }
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    Process process = process(environment, arguments).start();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return new Outcome(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), UTF_8),
          new String(process.getErrorStream().readAllBytes(), UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder process(Map<String, String> environment, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.httpsupgrade.proxy.ProxyMain"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("HTTPS_UPGRADE_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    return builder;
  }
}
