package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.certificate.TestCertificates;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fills objects of golden cases with certificates as their annotations say, the same in each run.
 *
 * <p>{@code golden/dns-names}, {@code golden/not-before} and {@code golden/not-after} ask for a
 * certificate with its key, {@code golden/authority} for a CA's: {@code alone}, {@code
 * with-revocation-list} or {@code with-key}.
 */
final class GoldenCertificates {

  private static final TestCertificates.Validity DECADE =
      new TestCertificates.Validity(
          Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2035-01-01T00:00:00Z"));

  private GoldenCertificates() {}

  static HasMetadata fill(HasMetadata object) {
    var annotations =
        Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.<String, String>of());
    Map<String, String> made =
        annotations.containsKey("golden/dns-names")
            ? pair(object.getMetadata().getName(), annotations)
            : annotations.containsKey("golden/authority")
                ? authority(object.getMetadata().getName(), annotations)
                : Map.of();
    if (!made.isEmpty()) {
      switch (object) {
        case Secret secret -> secret.setData(base64(made));
        case ConfigMap configMap -> configMap.setData(made);
        default -> throw new IllegalArgumentException(object.getKind());
      }
    }
    return object;
  }

  private static Map<String, String> pair(String seed, Map<String, String> annotations) {
    var made =
        new TestCertificates(seed)
            .selfSigned(
                List.of(String.valueOf(annotations.get("golden/dns-names")).split(",")),
                new TestCertificates.Validity(
                    Instant.parse(String.valueOf(annotations.get("golden/not-before"))),
                    Instant.parse(String.valueOf(annotations.get("golden/not-after")))));
    return Map.of("tls.crt", made.certificatePem(), "tls.key", made.keyPem());
  }

  private static Map<String, String> authority(String seed, Map<String, String> annotations) {
    var certificates = new TestCertificates(seed);
    var authority = certificates.authority(DECADE);
    return switch (String.valueOf(annotations.get("golden/authority"))) {
      case "with-revocation-list" ->
          Map.of(
              "ca.crt", authority.certificatePem(),
              "ca.crl", certificates.revocationList(authority, DECADE));
      case "with-key" ->
          Map.of("tls.crt", authority.certificatePem(), "tls.key", authority.keyPem());
      default -> Map.of("ca.crt", authority.certificatePem());
    };
  }

  private static Map<String, String> base64(Map<String, String> texts) {
    var data = new TreeMap<>(texts);
    data.replaceAll((key, text) -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    return data;
  }
}
