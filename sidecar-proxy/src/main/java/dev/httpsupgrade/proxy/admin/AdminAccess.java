package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.proxy.tls.ServerCertificate;
import dev.httpsupgrade.proxy.tls.UnusableCertificateException;
import dev.httpsupgrade.sidecar.config.AdminConfig;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the operator is.
 *
 * @param trust CAs of its client certificate; empty if nobody is the operator
 * @param uri the subject alternative name that it carries
 */
public record AdminAccess(List<X509Certificate> trust, String uri) {

  /** The type of a URI among subject alternative names (RFC 5280 §4.2.1.6). */
  private static final int URI = 6;

  /**
   * Reads the configuration's CAs.
   *
   * @throws UnusableConfigException if they can't be parsed
   */
  public static AdminAccess of(AdminConfig config) throws UnusableConfigException {
    if (config.operator() == null) {
      return new AdminAccess(List.of(), "");
    }
    try {
      var trust = ServerCertificate.parseChain("admin.operator.trust", config.operator().trust());
      return new AdminAccess(trust, config.operator().uri());
    } catch (UnusableCertificateException e) {
      throw new UnusableConfigException(String.valueOf(e.getMessage()));
    }
  }

  /** Whether the leaf, whose chain was checked against {@link #trust}, is the operator's. */
  boolean isOperator(@Nullable X509Certificate leaf) {
    if (leaf == null || trust.isEmpty()) {
      return false;
    }
    try {
      var names = leaf.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .anyMatch(
                  name -> Integer.valueOf(URI).equals(name.get(0)) && uri.equals(name.get(1)));
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
