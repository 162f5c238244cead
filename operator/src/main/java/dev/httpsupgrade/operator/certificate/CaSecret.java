package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How the operator's CA stands in its Secret. */
final class CaSecret {

  /** Name of the Secret. */
  static final String NAME = "https-upgrade-ca";

  /** When the root in {@link #FORMER} is dropped. */
  static final String TRUSTED_UNTIL = "httpsupgrade.dev/former-trusted-until";

  private static final String ROOT_KEY = "root.key";
  private static final String NEXT = "next.crt";
  private static final String NEXT_KEY = "next.key";
  private static final String NEXT_ROOT_KEY = "next-root.key";
  private static final String FORMER = "former.crt";
  private static final String BRIDGE = "bridge.crt";

  private CaSecret() {}

  /**
   * What the Secret holds.
   *
   * @throws IllegalStateException with the way out if that is no CA
   */
  static CaState read(Secret secret) {
    Map<String, byte[]> data = SecretReader.data(secret);
    CaGeneration issuing =
        generation(data, TlsPairReader.CERTIFICATE, TlsPairReader.KEY, ROOT_KEY)
            .orElseThrow(() ->
                new IllegalStateException(
                    "Secret %s/%s: tls.crt and tls.key hold no CA; restore it from a backup, or delete it to get a new CA (clients must then trust the new one)"
                        .formatted(secret.getMetadata().getNamespace(), NAME)));
    return new CaState(
        issuing,
        generation(data, NEXT, NEXT_KEY, NEXT_ROOT_KEY),
        first(data, FORMER)
            .map(root -> new CaState.Former(root, first(data, BRIDGE), trustedUntil(secret))));
  }

  /** Somebody may have written anything; then it is set anew. */
  private static Optional<Instant> trustedUntil(Secret secret) {
    try {
      return Optional.ofNullable(secret.getMetadata().getAnnotations().get(TRUSTED_UNTIL))
          .map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<CaGeneration> generation(
      Map<String, byte[]> data, String chain, String key, String rootKey) {
    return TlsPairReader.certificates(data.get(chain))
        .flatMap(certificates ->
            TlsPairReader.privateKey(data.get(key))
                .map(present ->
                    new CaGeneration(
                        new TlsPair(certificates, present),
                        TlsPairReader.privateKey(data.get(rootKey)))));
  }

  private static Optional<X509Certificate> first(Map<String, byte[]> data, String key) {
    return TlsPairReader.certificates(data.get(key)).map(List::getFirst);
  }

  /** A Secret of that namespace, which holds nothing yet. */
  static Secret empty(String namespace) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .addToLabels("app.kubernetes.io/name", "https-upgrade-operator")
        .endMetadata()
        .withType(SecretReader.TYPE)
        .build();
  }

  /** That Secret, holding {@code ca} in place of what it holds. */
  static Secret write(CaState ca, Secret secret) {
    var annotations = new TreeMap<>(secret.getMetadata().getAnnotations());
    annotations.remove(TRUSTED_UNTIL);
    ca.former()
        .flatMap(CaState.Former::trustedUntil)
        .ifPresent(until -> annotations.put(TRUSTED_UNTIL, until.toString()));
    if (ca.next().isPresent()) {
      annotations.remove(Names.RENEW);
    }
    return new SecretBuilder(secret)
        .editMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .withData(data(ca))
        .build();
  }

  private static Map<String, String> data(CaState ca) {
    var files = new TreeMap<String, String>();
    files.put(SecretReader.CA, Pem.of(ca.trust()));
    put(files, ca.issuing(), TlsPairReader.CERTIFICATE, TlsPairReader.KEY, ROOT_KEY);
    ca.next().ifPresent(next -> put(files, next, NEXT, NEXT_KEY, NEXT_ROOT_KEY));
    ca.former()
        .ifPresent(former -> {
          files.put(FORMER, Pem.of(former.root()));
          former.bridge().ifPresent(bridge -> files.put(BRIDGE, Pem.of(bridge)));
        });
    files.replaceAll((key, text) -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    return files;
  }

  private static void put(
      Map<String, String> files, CaGeneration from, String chain, String key, String rootKey) {
    files.put(chain, Pem.of(from.issuing().chain()));
    files.put(key, Pem.of(from.issuing().key()));
    from.rootKey().ifPresent(present -> files.put(rootKey, Pem.of(present)));
  }

  /** Whether somebody asks for the next generation. */
  static boolean isAskedToRenew(Secret secret) {
    return secret.getMetadata().getAnnotations().containsKey(Names.RENEW);
  }
}
