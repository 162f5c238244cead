package dev.httpsupgrade.proxy.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP answer (RFC 6960 §4.2) that says that the leaf is not revoked, to be sent along with it.
 *
 * <p>Its signature is the client's to check: who gave it to us could give us the certificate, too.
 *
 * @param der the answer in hexadecimal, so that records compare by content
 * @param thisUpdate when it became valid
 * @param nextUpdate until when it is, null if it doesn't tell
 */
record OcspStaple(String der, Instant thisUpdate, @Nullable Instant nextUpdate) {

  private static final String FILE = CertificateFiles.STAPLE;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
  private static final int GOOD = 0x80;

  /**
   * Parses an answer and checks that it is about this leaf.
   *
   * @param chain the leaf, then its issuers
   * @throws UnusableCertificateException if it isn't, or doesn't say that the leaf is good
   */
  static OcspStaple parse(byte[] der, List<X509Certificate> chain)
      throws UnusableCertificateException {
    try {
      Der response = Der.of(der).expect(Der.SEQUENCE);
      int status = response.child(0).expect(Der.ENUMERATED).content()[0];
      if (status != 0) {
        throw new UnusableCertificateException(
            "%s: status %d (expected: successful(0))".formatted(FILE, status));
      }
      for (Der single : singleResponses(response)) {
        if (isAbout(single.child(0), chain)) {
          return staple(der, single);
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      throw new UnusableCertificateException(
          "%s: not an OCSP answer: %s".formatted(FILE, e.getMessage()));
    }
    throw new UnusableCertificateException(
        "%s: about another certificate than the leaf in %s"
            .formatted(FILE, CertificateFiles.CERTIFICATE));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(der);
  }

  /** Why it can't be sent at this time, or null if it can. */
  @Nullable String unusableAt(Instant now) {
    if (now.isBefore(thisUpdate) || (nextUpdate != null && now.isAfter(nextUpdate))) {
      return "%s: valid from %s to %s (expected: valid now)"
          .formatted(FILE, thisUpdate, nextUpdate);
    }
    return null;
  }

  private static List<Der> singleResponses(Der response) {
    Der bytes = response.child(1).expect(Der.explicit(0)).child(0);
    Der basic = Der.of(bytes.child(1).expect(Der.OCTET_STRING).content());
    List<Der> data = basic.child(0).expect(Der.SEQUENCE).children();
    // version is left out if it is v1, as it always is
    int responderId = data.getFirst().is(Der.explicit(0)) ? 1 : 0;
    return data.get(responderId + 2).expect(Der.SEQUENCE).children();
  }

  private static OcspStaple staple(byte[] der, Der single) throws UnusableCertificateException {
    if (!single.child(1).is(GOOD)) {
      throw new UnusableCertificateException(
          FILE + ": says that the leaf is revoked or unknown (expected: good)");
    }
    Instant nextUpdate = null;
    List<Der> fields = single.children();
    if (fields.size() > 3 && fields.get(3).is(Der.explicit(0))) {
      nextUpdate = time(fields.get(3).child(0));
    }
    return new OcspStaple(HexFormat.of().formatHex(der), time(fields.get(2)), nextUpdate);
  }

  private static boolean isAbout(Der certId, List<X509Certificate> chain) {
    X509Certificate leaf = chain.getFirst();
    if (!new BigInteger(certId.child(3).expect(Der.INTEGER).content())
        .equals(leaf.getSerialNumber())) {
      return false;
    }
    byte[] algorithm = certId.child(0).child(0).expect(Der.OID).content();
    byte[] issuer = leaf.getIssuerX500Principal().getEncoded();
    return MessageDigest.isEqual(
        certId.child(1).expect(Der.OCTET_STRING).content(), hash(algorithm, issuer));
  }

  private static byte[] hash(byte[] algorithm, byte[] content) {
    String name =
        switch (HexFormat.of().formatHex(algorithm)) {
          case "2b0e03021a" -> "SHA-1";
          case "608648016503040201" -> "SHA-256";
          case "608648016503040202" -> "SHA-384";
          case "608648016503040203" -> "SHA-512";
          default -> throw new IllegalArgumentException("unknown hash algorithm");
        };
    try {
      return MessageDigest.getInstance(name).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  private static Instant time(Der time) {
    String text =
        new String(time.expect(Der.GENERALIZED_TIME).content(), StandardCharsets.US_ASCII);
    return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
  }
}
