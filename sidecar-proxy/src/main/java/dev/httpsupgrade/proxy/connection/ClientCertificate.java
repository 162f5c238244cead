package dev.httpsupgrade.proxy.connection;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificate that a client showed in its handshake, and that was trusted then.
 *
 * @param leaf the certificate itself
 * @param sha256 SHA-256 of its DER encoding, lower-case hex
 * @param subject its distinguished name as RFC 2253 has it, empty if it has none
 * @param uris its alternative names that are URIs, such as a SPIFFE ID
 * @param dnsNames its alternative names that are DNS names
 */
public record ClientCertificate(
    X509Certificate leaf, String sha256, String subject, List<String> uris, List<String> dnsNames) {

  public ClientCertificate {
    uris = List.copyOf(uris);
    dnsNames = List.copyOf(dnsNames);
  }
}
