package dev.httpsupgrade.operator.certificate;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * What identifies a leaf certificate.
 *
 * @param serialNumber hexadecimal
 * @param fingerprint SHA-256 of the DER encoding, lower-case hex
 * @param dnsNames subject alternative names of type dNSName, in order
 */
public record Leaf(
    String serialNumber,
    String fingerprint,
    Instant notBefore,
    Instant notAfter,
    List<String> dnsNames) {

  private static final int DNS_NAME = 2;
  private static final int HEX = 16;
  private static final int SPREAD_DIGITS = 4;

  public Leaf {
    dnsNames = List.copyOf(dnsNames);
  }

  public static Leaf of(X509Certificate certificate) {
    return new Leaf(
        hex(certificate.getSerialNumber()),
        fingerprint(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        dnsNames(certificate));
  }

  /** A number from 0 to 1 of its own, by which things can be spread over time. */
  double spread() {
    return Integer.parseInt(fingerprint.substring(0, SPREAD_DIGITS), HEX)
        / Math.pow(HEX, SPREAD_DIGITS);
  }

  /** SHA-256 of the DER encoding, lower-case hex. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return sha256(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a parsed certificate has an encoding", e);
    }
  }

  /** SHA-256, lower-case hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hex(BigInteger serialNumber) {
    return serialNumber.toString(16);
  }

  private static List<String> dnsNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return List.of();
      }
      return names.stream()
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> String.valueOf(name.get(1)))
          .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
