package dev.httpsupgrade.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate with its key, to show to a server. */
public record TlsIdentity(X509Certificate certificate, PrivateKey key) {

  @Override
  public String toString() {
    return "TlsIdentity[" + certificate.getSerialNumber().toString(16) + "]";
  }
}
