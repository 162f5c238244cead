package dev.httpsupgrade.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a private key in PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or SEC 1 (RFC 5915).
 *
 * <p>The two old forms lack only the algorithm that PKCS#8 names in front, and the leaf's public
 * key names the same one.
 */
final class PrivateKeyReader {

  private static final String FILE = CertificateFiles.KEY;

  private PrivateKeyReader() {}

  static PrivateKey read(String text, PublicKey leaf) throws UnusableCertificateException {
    Pem key = keyBlock(Pem.parse(FILE, text));
    String algorithm = leaf.getAlgorithm();
    if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
      throw new UnusableCertificateException(
          "%s: %s key (expected: RSA or EC)".formatted(CertificateFiles.CERTIFICATE, algorithm));
    }
    byte[] pkcs8 = key.label().equals("PRIVATE KEY") ? key.der() : wrap(key.der(), leaf);
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new UnusableCertificateException(
          "%s: not the %s key of the leaf in %s"
              .formatted(FILE, algorithm, CertificateFiles.CERTIFICATE));
    }
  }

  private static Pem keyBlock(List<Pem> blocks) throws UnusableCertificateException {
    for (Pem block : blocks) {
      switch (block.label()) {
        case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          return block;
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new UnusableCertificateException(
                FILE + ": encrypted (way out: openssl pkcs8 -topk8 -nocrypt)");
        default -> {
          // EC PARAMETERS stand before the key that `openssl ecparam -genkey` writes.
        }
      }
    }
    throw new UnusableCertificateException(
        FILE + ": no private key (expected: PEM; way out: openssl pkcs8 -topk8 -nocrypt)");
  }

  private static byte[] wrap(byte[] key, PublicKey leaf) throws UnusableCertificateException {
    byte[] version = {0x02, 0x01, 0x00};
    byte[] algorithm = algorithmIdentifier(leaf.getEncoded());
    return der(0x30, version, algorithm, der(0x04, key));
  }

  /** The first element of a SubjectPublicKeyInfo (RFC 5280 §4.1). */
  private static byte[] algorithmIdentifier(byte[] info) throws UnusableCertificateException {
    int start = contentStart(info, 0);
    int length = info[start + 1] & 0xff;
    if (length > 127) {
      throw new UnusableCertificateException(
          FILE + ": unknown parameters (way out: openssl pkcs8 -topk8 -nocrypt)");
    }
    return Arrays.copyOfRange(info, start, start + 2 + length);
  }

  private static int contentStart(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length > 127 ? length & 0x7f : 0);
  }

  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    var out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length > 127) {
      // Four length bytes always: BER allows it, and the JDK reads it.
      out.write(0x84);
      out.write(length >>> 24);
      out.write(length >>> 16);
      out.write(length >>> 8);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
