package dev.httpsupgrade.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.sidecar.config.ClientAuth.Mode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/**
 * What a session must have been made under to be resumed, as 32 bytes: the mode of client
 * authentication, the CAs and what they revoked.
 */
final class SessionScope {

  private SessionScope() {}

  static byte[] of(Mode mode, ClientTrust trust) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(mode.name().getBytes(US_ASCII));
      if (mode != Mode.NONE) {
        for (X509Certificate each : trust.authorities()) {
          digest.update(each.getEncoded());
        }
        for (X509CRL each : trust.revocationLists()) {
          digest.update(each.getEncoded());
        }
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("parsed certificates have an encoding", e);
    }
  }
}
