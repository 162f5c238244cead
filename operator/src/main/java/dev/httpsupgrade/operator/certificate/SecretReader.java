package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Tells what Secrets hold, without giving away a key. */
public final class SecretReader {

  static final String CA = "ca.crt";
  static final String TYPE = "kubernetes.io/tls";

  private SecretReader() {}

  /** What the upgrade's own Secret holds; an expired certificate counts too. */
  public static OwnSecret own(String upgrade, Optional<Secret> secret) {
    if (secret.isEmpty()) {
      return new OwnSecret.Absent();
    }
    Secret present = secret.orElseThrow();
    var labels = present.getMetadata().getLabels();
    if (!upgrade.equals(labels.get(Names.UPGRADE_LABEL)) || !TYPE.equals(present.getType())) {
      return new OwnSecret.Foreign();
    }
    var annotations = present.getMetadata().getAnnotations();
    String issuedFor = annotations.getOrDefault(Names.ISSUED_FOR, "");
    Map<String, byte[]> data = data(present);
    String trust = new String(data.getOrDefault(CA, new byte[0]), UTF_8);
    return TlsPairReader.pair(data)
        .<OwnSecret>map(pair -> new OwnSecret.Held(Leaf.of(pair.leaf()), issuedFor, trust))
        .orElseGet(OwnSecret.Absent::new);
  }

  /** What the Secret holds that {@code source} names. */
  public static SourceSecret source(
      CertificateSpec.Source source, Optional<Secret> named, Instant now) {
    return switch (source) {
      case CertificateSpec.OperatorCA ca -> new SourceSecret.NotAskedFor();
      case CertificateSpec.FromCa(String name) ->
          source(
              "spec.certificate.ca.secretName",
              name,
              named,
              data -> TlsPairReader.readAuthority(data, now),
              (pair, data) ->
                  new SourceSecret.OfAuthority(
                      Authority.in(name, pair, TlsPairReader.trust(data, pair))));
      case CertificateSpec.FromSecret(String name) ->
          source(
              "spec.certificate.secret.name",
              name,
              named,
              data -> TlsPairReader.read(data, now),
              (pair, data) -> new SourceSecret.OfLeaf(Leaf.of(pair.leaf()), sha256(data)));
    };
  }

  private static SourceSecret source(
      String field,
      String name,
      Optional<Secret> named,
      Function<Map<String, byte[]>, TlsPairReader.Reading> reader,
      BiFunction<TlsPair, Map<String, byte[]>, SourceSecret> usable) {
    if (named.isEmpty()) {
      return new SourceSecret.Unusable(
          new Problem(
              Reason.SourceNotFound,
              field,
              "there is no Secret %s in this namespace".formatted(name)));
    }
    Secret secret = named.orElseThrow();
    if (!TYPE.equals(secret.getType())) {
      return new SourceSecret.Unusable(
          new Problem(
              Reason.SourceOfWrongType,
              field,
              "Secret %s is of type %s (expected: %s); a type can't be changed: delete it and create it anew"
                  .formatted(name, secret.getType(), TYPE)));
    }
    Map<String, byte[]> data = data(secret);
    return switch (reader.apply(data)) {
      case TlsPairReader.Reading.Usable(TlsPair pair) -> usable.apply(pair, data);
      case TlsPairReader.Reading.Unusable(Reason reason, String message) ->
          new SourceSecret.Unusable(
              new Problem(reason, field, "Secret %s: %s".formatted(name, message)));
    };
  }

  static Map<String, byte[]> data(Secret secret) {
    var data = new TreeMap<String, byte[]>();
    secret.getData().forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    return data;
  }

  private static String sha256(Map<String, byte[]> data) {
    var parts = new StringBuilder();
    for (String key : new String[] {TlsPairReader.CERTIFICATE, TlsPairReader.KEY, CA}) {
      parts.append(Leaf.sha256(data.getOrDefault(key, new byte[0])));
    }
    return Leaf.sha256(parts.toString().getBytes(UTF_8));
  }
}
