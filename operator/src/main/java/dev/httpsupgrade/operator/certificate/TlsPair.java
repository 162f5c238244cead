package dev.httpsupgrade.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with its certificate.
 *
 * @param chain the leaf first, each next one its issuer
 */
record TlsPair(List<X509Certificate> chain, PrivateKey key) {

  TlsPair {
    chain = List.copyOf(chain);
  }

  X509Certificate leaf() {
    return chain.getFirst();
  }

  /** Without the key, which Java's RSA keys would tell. */
  @Override
  public String toString() {
    return "TlsPair[" + leaf().getSerialNumber().toString(16) + "]";
  }
}
