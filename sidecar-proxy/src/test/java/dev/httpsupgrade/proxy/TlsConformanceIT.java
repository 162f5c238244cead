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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What testssl.sh and sslscan say of the sidecar; {@code make conformance} puts it into a page. */
class TlsConformanceIT {

  private static final Path PAGE = Path.of("../docs/tls.md");
  private static final Pattern MARKED =
      Pattern.compile("(?s)(<!-- conformance -->\n).*(<!-- end -->)");

  @TempDir Path directory;

  @BeforeEach
  void onlyIfAskedFor() {
    assumeTrue(System.getenv("CONFORMANCE") != null, "make conformance");
  }

  @Test
  void noFindingIsAboveLow() throws Exception {
    X509Bundle authority = CertificateDirectory.authority("conformance CA");
    Path trust = Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
    Path findings = directory.resolve("findings.csv");
    Path scan = directory.resolve("scan.xml");
    try (var app = TestApp.ok();
        var sidecar = new SidecarProcess(app.port())) {
      sidecar.files.write(leaf(authority));
      String target = "localhost:" + sidecar.port;
      run(
          "testssl",
          "--quiet",
          "--warnings",
          "batch",
          "--color",
          "0",
          "--ip",
          "127.0.0.1",
          "--add-ca",
          trust.toString(),
          "--csvfile",
          findings.toString(),
          target);
      run("sslscan", "--no-colour", "--show-certificate", "--xml=" + scan, target);
    }
    var testssl = Finding.ofTestssl(Files.readString(findings));
    var sslscan = Finding.ofSslscan(Files.readString(scan));
    write(table(testssl, sslscan));
    assertThat(testssl).hasSizeGreaterThan(50).noneMatch(Finding::isAboveLow);
    assertThat(sslscan).hasSizeGreaterThan(10).noneMatch(Finding::isAboveLow);
  }

  private static X509Bundle leaf(X509Bundle authority) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=localhost")
        .addSanDnsName("localhost")
        .addExtendedKeyUsageServerAuth()
        .addCrlDistributionPoint(URI.create("http://crl.example/ca.crl"))
        .notBefore(Instant.now().minus(Duration.ofHours(1)))
        .notAfter(Instant.now().plus(Duration.ofDays(90)))
        .buildIssuedBy(authority);
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path output = directory.resolve(command[0] + ".log");
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
  }

  private static String table(List<Finding> testssl, List<Finding> sslscan) {
    var lines = new ArrayList<String>();
    lines.add("| tool | what | finding | severity |");
    lines.add("|---|---|---|---|");
    for (Finding each : testssl) {
      if (each.isWorthARow()) {
        lines.add("| testssl.sh " + each.row());
      }
    }
    for (Finding each : sslscan) {
      lines.add("| sslscan " + each.row());
    }
    return String.join("\n", lines) + "\n";
  }

  private static void write(String table) throws IOException {
    String page = Files.readString(PAGE);
    var marked = MARKED.matcher(page);
    assertThat(marked.find()).as("markers in " + PAGE).isTrue();
    String next = page.substring(0, marked.end(1)) + table + page.substring(marked.start(2));
    Files.writeString(PAGE, next, UTF_8);
  }
}
