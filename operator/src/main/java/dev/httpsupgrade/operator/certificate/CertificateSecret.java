package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Renders the Secret that the pods mount; the only place where key bytes are handled. */
public final class CertificateSecret {

  private final OperatorAuthority authority;

  public CertificateSecret(OperatorAuthority authority) {
    this.authority = authority;
  }

  /** A new certificate from the operator's CA. */
  public Secret issue(ObjectMeta metadata, CertificateDecision.Issue decision) {
    TlsPair pair = authority.issueServer(decision.dnsNames(), decision.validity());
    return render(metadata, decision.issuedFor(), pair, Map.of(SecretReader.CA, authority.trust()));
  }

  /**
   * A copy of the source.
   *
   * @throws IllegalStateException if the source changed since it was found usable; the next
   *     reconciliation sees the change
   */
  public Secret copy(
      ObjectMeta metadata, CertificateDecision.Copy decision, Secret source, Instant now) {
    Map<String, byte[]> data = SecretReader.data(source);
    if (!(TlsPairReader.read(data, now) instanceof TlsPairReader.Reading.Usable(TlsPair pair))) {
      throw new IllegalStateException("Secret %s changed meanwhile".formatted(decision.secret()));
    }
    byte[] ca = data.get(SecretReader.CA);
    return render(
        metadata,
        decision.issuedFor(),
        pair,
        ca == null ? Map.of() : Map.of(SecretReader.CA, new String(ca, UTF_8)));
  }

  /** What {@link #issue} makes, without certificate and key. */
  public Secret outline(ObjectMeta metadata, CertificateDecision.Issue decision) {
    return render(metadata, decision.issuedFor(), Map.of(SecretReader.CA, authority.trust()));
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
