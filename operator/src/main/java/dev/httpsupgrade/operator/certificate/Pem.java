package dev.httpsupgrade.operator.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Writes PEM (RFC 7468). */
final class Pem {

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));

  private Pem() {}

  static String of(List<X509Certificate> chain) {
    return chain.stream().map(Pem::of).collect(Collectors.joining());
  }

  static String of(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a parsed certificate has an encoding", e);
    }
  }

  static String of(X509CRL list) {
    try {
      return block("X509 CRL", list.getEncoded());
    } catch (CRLException e) {
      throw new IllegalArgumentException("a parsed revocation list has an encoding", e);
    }
  }

  /** The key as PKCS#8. */
  static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(der), label);
  }
}
