package dev.httpsupgrade.proxy.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** One block of a PEM text (RFC 7468), with a label such as {@code CERTIFICATE}. */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private final String label;
  private final byte[] der;

  private Pem(String label, byte[] der) {
    this.label = label;
    this.der = der;
  }

  String label() {
    return label;
  }

  byte[] der() {
    return der.clone();
  }

  /** One block's text. */
  static String text(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /**
   * Reads all blocks; text between them is skipped.
   *
   * @param file name for the error's text
   */
  static List<Pem> parse(String file, String text) throws UnusableCertificateException {
    var blocks = new ArrayList<Pem>();
    var matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String content = matcher.group(2).replaceAll("\\s", "");
      try {
        blocks.add(new Pem(matcher.group(1), Base64.getDecoder().decode(content)));
      } catch (IllegalArgumentException e) {
        throw new UnusableCertificateException(
            "%s: %s is not Base64".formatted(file, matcher.group(1)));
      }
    }
    return blocks;
  }
}
