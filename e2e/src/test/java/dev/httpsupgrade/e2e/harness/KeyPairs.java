package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Certificates that a user brings along, good ones and bad ones, of one CA. */
public final class KeyPairs {

  private static final Duration DAY = Duration.ofDays(1);

  private final String dnsName;
  private final X509Bundle ca;

  /** A new CA. */
  public KeyPairs(String dnsName) {
    this.dnsName = dnsName;
    this.ca = build(() -> certificate("CN=e2e").setIsCertificateAuthority(true).buildSelfSigned());
  }

  /** The CA certificate as PEM. */
  public String ca() {
    return ca.getCertificatePEM();
  }

  /** The CA with its key, as it may issue certificates. */
  public Pair authority() {
    return pair(ca);
  }

  /** A pair, as a Secret holds it. */
  public record Pair(String certificate, String key, BigInteger serialNumber) {

    public Secret in(String secret) {
      return new SecretBuilder()
          .withNewMetadata()
          .withName(secret)
          .endMetadata()
          .withType("kubernetes.io/tls")
          .withData(Map.of("tls.crt", base64(certificate), "tls.key", base64(key)))
          .build();
    }

    private static String base64(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
  }

  public Pair good() {
    return pair(leaf());
  }

  public Pair expired() {
    return pair(
        leaf().notBefore(Instant.now().minus(DAY)).notAfter(Instant.now().minusSeconds(60)));
  }

  public Pair notYetValid() {
    return pair(
        leaf().notBefore(Instant.now().plus(DAY)).notAfter(Instant.now().plus(DAY).plus(DAY)));
  }

  /** A good certificate with the key of another one. */
  public Pair mismatched() {
    Pair pair = good();
    return new Pair(pair.certificate(), good().key(), pair.serialNumber());
  }

  public Pair garbage() {
    return new Pair("no certificate", "no key", BigInteger.ZERO);
  }

  /** What a client shows. */
  public Pair client() {
    return pair(certificate("CN=" + dnsName).addExtendedKeyUsageClientAuth());
  }

  private Pair pair(CertificateBuilder builder) {
    return pair(build(() -> builder.buildIssuedBy(ca)));
  }

  private static Pair pair(X509Bundle bundle) {
    return new Pair(
        bundle.getCertificatePathPEM(),
        bundle.getPrivateKeyPEM(),
        bundle.getCertificate().getSerialNumber());
  }

  private CertificateBuilder leaf() {
    return certificate("CN=" + dnsName).addSanDnsName(dnsName).addExtendedKeyUsageServerAuth();
  }

  private static CertificateBuilder certificate(String subject) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .notBefore(Instant.now().minusSeconds(60))
        .notAfter(Instant.now().plus(DAY));
  }

  private interface Building {
    X509Bundle run() throws Exception;
  }

  private static X509Bundle build(Building building) {
    try {
      return building.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
