package dev.httpsupgrade.proxy;

import io.netty.pkitesting.X509Bundle;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows a certificate whether or not the server names its issuer among those it trusts. */
final class ForcedIdentity extends X509ExtendedKeyManager {

  private final X509Bundle pair;

  ForcedIdentity(X509Bundle pair) {
    this.pair = pair;
  }

  @Override
  public String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return "forced";
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return pair.getCertificatePath();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return pair.getKeyPair().getPrivate();
  }

  @Override
  public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
    return new String[] {"forced"};
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
