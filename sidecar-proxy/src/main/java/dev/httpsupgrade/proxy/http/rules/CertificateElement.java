package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.proxy.connection.ClientCertificate;
import java.util.HexFormat;
import java.util.List;

/**
 * The client's certificate as an element of {@code X-Forwarded-Client-Cert}, in Envoy's words:
 * {@code Hash=<SHA-256>;Subject="<RFC 2253>";URI=<name>;DNS=<name>}.
 */
public final class CertificateElement {

  private CertificateElement() {}

  public static String of(ClientCertificate certificate) {
    var element = new StringBuilder("Hash=").append(certificate.sha256());
    element.append(";Subject=\"").append(printable(certificate.subject())).append('"');
    appendNames(element, ";URI=", certificate.uris());
    appendNames(element, ";DNS=", certificate.dnsNames());
    return element.toString();
  }

  private static void appendNames(StringBuilder element, String key, List<String> names) {
    for (String name : names) {
      if (isName(name)) {
        boolean quoted = name.chars().anyMatch(c -> c == ',' || c == ';' || c == '=');
        element.append(key).append(quoted ? '"' + name + '"' : name);
      }
    }
  }

  /** What is no such name at all could end the field, or a name in it: it is left out. */
  private static boolean isName(String value) {
    return value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }

  /** With other bytes in hex, as RFC 2253 §2.4 allows; quotes are escaped there already. */
  private static String printable(String subject) {
    var text = new StringBuilder();
    for (byte b : subject.getBytes(UTF_8)) {
      if (b >= ' ' && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append('\\').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return text.toString();
  }
}
