package dev.httpsupgrade.proxy.tls;

/**
 * Finds the private key in a PEM text: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or SEC 1 (RFC 5915).
 *
 * <p>Only BoringSSL parses it: the JDK's algorithms take a tenth of the time of a start.
 */
final class PrivateKeyReader {

  private static final String FILE = CertificateFiles.KEY;

  private PrivateKeyReader() {}

  /** The one block that holds the key, written anew: equal for equal keys. */
  static String read(String text) throws UnusableCertificateException {
    for (Pem block : Pem.parse(FILE, text)) {
      switch (block.label()) {
        case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          return Pem.text(block.label(), block.der());
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
}
