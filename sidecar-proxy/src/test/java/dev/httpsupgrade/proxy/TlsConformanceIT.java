package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What testssl.sh and sslscan say of the sidecar; {@code make conformance} puts it into a page. */
class TlsConformanceIT {

  private static final Path PAGE = Path.of("../docs/tls-scan.md");

  /** Its codes above are errors of its own; below, it is what it has found. */
  private static final int TESTSSL_FAILED = 242;

  private static final List<String> TLS_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /** All that is offered by default but X25519MLKEM768, which the scanners don't know. */
  private static final List<String> GROUPS =
      List.of("x25519", "secp256r1 (NIST P-256)", "secp384r1 (NIST P-384)");

  enum Key {
    ECDSA,
    RSA;

    /** The suites of TLS 1.2 that are offered by default, as OpenSSL calls them. */
    List<String> suites() {
      return Stream.of("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
          .map(suite -> "ECDHE-" + name() + "-" + suite)
          .toList();
    }

    X509Bundle leaf(X509Bundle authority) throws Exception {
      var builder = new CertificateBuilder();
      return (this == RSA ? builder.rsa2048() : builder.ecp256())
          .subject("CN=localhost")
          .addSanDnsName("localhost")
          .addExtendedKeyUsageServerAuth()
          .addCrlDistributionPoint(URI.create("http://crl.example/ca.crl"))
          .notBefore(Instant.now().minus(Duration.ofHours(1)))
          .notAfter(Instant.now().plus(Duration.ofDays(90)))
          .buildIssuedBy(authority);
    }
  }

  @TempDir Path directory;

  @BeforeEach
  void onlyIfAskedFor() {
    assumeTrue(System.getenv("CONFORMANCE") != null, "make conformance");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOfferedIsWhatIsConfiguredAndNoFindingIsAboveLow(Key key) throws Exception {
    X509Bundle authority = CertificateDirectory.authority("conformance CA");
    Path trust = Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
    Path findings = directory.resolve("findings.csv");
    Path scan = directory.resolve("scan.xml");
    try (var app = TestApp.ok();
        var sidecar = new SidecarProcess(app.port(), key.leaf(authority))) {
      String target = "localhost:" + sidecar.port;
      assertThat(
              run(
                  "testssl --quiet --warnings batch --color 0 --ip 127.0.0.1"
                      + " --add-ca %s --csvfile %s %s".formatted(trust, findings, target)))
          .isLessThan(TESTSSL_FAILED);
      assertThat(run("sslscan --no-colour --show-certificate --xml=" + scan + " " + target))
          .isZero();
    }
    var testssl = Finding.ofTestssl(Files.readString(findings));
    var sslscan = Finding.ofSslscan(Files.readString(scan));
    assertThat(testssl).hasSizeGreaterThan(50).noneMatch(Finding::isAboveLow);
    assertThat(sslscan).noneMatch(Finding::isAboveLow);
    assertThat(texts(sslscan, "TLSv1.3")).containsExactlyInAnyOrderElementsOf(TLS_1_3);
    assertThat(texts(sslscan, "TLSv1.2")).containsExactlyInAnyOrderElementsOf(key.suites());
    assertThat(texts(sslscan, "TLSv1.3 group")).containsExactlyInAnyOrderElementsOf(GROUPS);
    write(key, testssl, sslscan);
  }

  private static List<String> texts(List<Finding> findings, String id) {
    return findings.stream().filter(each -> each.id().equals(id)).map(Finding::text).toList();
  }

  private int run(String command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    return new ProcessBuilder(command.split(" ", -1))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
  }

  /** Replaces what stands between the marks of this kind of key. */
  private static void write(Key key, List<Finding> testssl, List<Finding> sslscan)
      throws IOException {
    var table = new StringBuilder("| tool | what | finding | severity |\n|---|---|---|---|\n");
    testssl.stream()
        .filter(Finding::isWorthARow)
        .forEach(each -> table.append("| testssl.sh ").append(each.row()).append('\n'));
    sslscan.forEach(each -> table.append("| sslscan ").append(each.row()).append('\n'));
    String page = Files.readString(PAGE);
    var marked =
        Pattern.compile("(?s)(<!-- %s -->\n).*?(<!-- end -->)".formatted(key)).matcher(page);
    assertThat(marked.find()).as("marks in " + PAGE).isTrue();
    String next = page.substring(0, marked.end(1)) + table + page.substring(marked.start(2));
    Files.writeString(PAGE, next, UTF_8);
  }
}
