package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeSpec;
import dev.httpsupgrade.operator.certificate.ClientTrust;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.Limits;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The limits of the CRD against those of the sidecar's configuration, by the resources that the API
 * server is known to accept and to refuse.
 */
final class SidecarConfigContractTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "crd");

  /** What makes no sense to a user, though a sidecar could live with it. */
  private static final Set<String> REFUSED_BY_THE_CRD_ALONE =
      Set.of(
          "invalid-connections-max-zero.yaml",
          "invalid-cookies-nothing.yaml",
          "invalid-headers-remove-too-many.yaml",
          "invalid-headers-remove-twice.yaml",
          "invalid-headers-set-and-removed.yaml",
          "invalid-headers-set-too-many.yaml",
          "invalid-headers-set-twice-in-other-letter-case.yaml",
          "invalid-headers-set-twice.yaml",
          "invalid-headers-set-without-value.yaml",
          "invalid-hsts-and-its-header-removed.yaml",
          "invalid-hsts-and-its-header-set.yaml",
          "invalid-rewrite-hosts-twice.yaml",
          "invalid-rewrite-hosts-without-links.yaml",
          "invalid-timeouts-response-zero.yaml",
          "invalid-tls-cipherSuites-for-other-keys.yaml",
          "invalid-tls-cipherSuites-for-rsa-keys.yaml",
          "invalid-tls-cipherSuites-none.yaml",
          "invalid-tls-cipherSuites-with-1.3.yaml",
          "invalid-tls-groups-none.yaml",
          "invalid-trustedProxies-twice.yaml");

  /** All that a sidecar is told of a resource but for its ports. */
  private record Told(TlsConfig tls, HttpConfig http, Limits limits) {
    static Told of(HttpsUpgradeSpec spec) {
      return new Told(
          SidecarTls.of(spec.tls(), new ClientTrust.Usable("a CA", "")),
          SidecarHttp.of(spec.http()),
          SidecarLimits.of(spec.limits()));
    }
  }

  static List<Path> valid() {
    return files("valid-");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void whatTheApiServerAcceptsASidecarCanBeTold(Path file) throws IOException {
    assertThat(Told.of(spec(file))).isNotNull();
  }

  @Test
  void whatIsLeftOutIsTheSidecarsDefault() throws IOException {
    Told told = Told.of(spec(FOLDER.resolve("valid-minimal.yaml")));

    assertThat(told.http()).isEqualTo(HttpConfig.DEFAULT);
    assertThat(told.limits()).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void whatTheApiServerRefusesASidecarCantBeToldEither() {
    assertThat(
            files("invalid-").stream()
                .filter(SidecarConfigContractTest::isAboutTheSidecar)
                .filter(SidecarConfigContractTest::canBeTold)
                .map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrderElementsOf(REFUSED_BY_THE_CRD_ALONE);
  }

  private static boolean isAboutTheSidecar(Path file) {
    return text(file)
        .lines()
        .anyMatch(
            line -> line.matches("# message: spec\\.(tls|http|limits)\\.(?!clientAuth\\.trust).*"));
  }

  private static boolean canBeTold(Path file) {
    try {
      Told.of(spec(file));
      return true;
    } catch (DateTimeException | IllegalArgumentException | NullPointerException e) {
      return false;
    }
  }

  private static HttpsUpgradeSpec spec(Path file) {
    return GoldenCase.YAML.unmarshal(text(file), HttpsUpgrade.class).getSpec();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(String start) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
