package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Renders the Secret that the pods mount; the only place where key bytes are handled. */
public final class CertificateSecret {

  private final OperatorAuthority operators;
  private final Issuer issuer;

  public CertificateSecret(OperatorAuthority operators, SecureRandom random) {
    this.operators = operators;
    issuer = new Issuer(random);
  }

  /**
   * A new certificate.
   *
   * @param source the Secret that the upgrade names
   */
  public Secret issue(
      ObjectMeta metadata,
      CertificateDecision.Issue decision,
      Optional<Secret> source,
      Instant now) {
    TlsPair pair =
        decision.request().authority().secret().isEmpty()
            ? operators.issueServer(decision)
            : issuer.server(authority(source.orElseThrow(), now), decision, now);
    return render(
        metadata,
        decision.request().issuedFor(),
        pair,
        Map.of(SecretReader.CA, decision.request().authority().trust()));
  }

  private static TlsPair authority(Secret source, Instant now) {
    return usable(TlsPairReader.readAuthority(SecretReader.data(source), now));
  }

  private static TlsPair usable(TlsPairReader.Reading reading) {
    if (reading instanceof TlsPairReader.Reading.Usable(TlsPair pair)) {
      return pair;
    }
    throw new IllegalStateException("not what was decided about: " + reading);
  }

  /** A copy of the source. */
  public Secret copy(
      ObjectMeta metadata, CertificateDecision.Copy decision, Secret source, Instant now) {
    Map<String, byte[]> data = SecretReader.data(source);
    TlsPair pair = usable(TlsPairReader.read(data, now));
    byte[] ca = data.get(SecretReader.CA);
    return render(
        metadata,
        decision.issuedFor(),
        pair,
        ca == null ? Map.of() : Map.of(SecretReader.CA, new String(ca, UTF_8)));
  }

  /** The Secret that is there, with something else for clients to trust. */
  public static Secret withTrust(ObjectMeta metadata, Secret own, String trust) {
    var files = new TreeMap<String, String>();
    SecretReader.data(own).forEach((key, bytes) -> files.put(key, new String(bytes, UTF_8)));
    files.put(SecretReader.CA, trust);
    String issuedFor = own.getMetadata().getAnnotations().getOrDefault(Names.ISSUED_FOR, "");
    return render(metadata, issuedFor, files);
  }

  /** What {@link #issue} makes, without certificate and key. */
  public static Secret outline(ObjectMeta metadata, CertificateDecision.Issue decision) {
    return render(
        metadata,
        decision.request().issuedFor(),
        Map.of(SecretReader.CA, decision.request().authority().trust()));
  }

  /** What {@link #copy} makes, without certificate and key. */
  public static Secret outline(
      ObjectMeta metadata, CertificateDecision.Copy decision, Secret source) {
    byte[] ca = SecretReader.data(source).get(SecretReader.CA);
    return render(
        metadata,
        decision.issuedFor(),
        ca == null ? Map.of() : Map.of(SecretReader.CA, new String(ca, UTF_8)));
  }

  private static Secret render(
      ObjectMeta metadata, String issuedFor, TlsPair pair, Map<String, String> more) {
    var files = new TreeMap<>(more);
    files.put(TlsPairReader.CERTIFICATE, Pem.of(pair.chain()));
    files.put(TlsPairReader.KEY, Pem.of(pair.key()));
    return render(metadata, issuedFor, files);
  }

  /** The API server wants these two keys, whatever they hold. */
  private static Secret render(ObjectMeta metadata, String issuedFor, Map<String, String> files) {
    var data = new TreeMap<>(Map.of(TlsPairReader.CERTIFICATE, "", TlsPairReader.KEY, ""));
    data.putAll(files);
    data.replaceAll((key, value) -> Base64.getEncoder().encodeToString(value.getBytes(UTF_8)));
    return new SecretBuilder()
        .withMetadata(
            new ObjectMetaBuilder(metadata).addToAnnotations(Names.ISSUED_FOR, issuedFor).build())
        .withType(SecretReader.TYPE)
        .withData(data)
        .build();
  }
}
