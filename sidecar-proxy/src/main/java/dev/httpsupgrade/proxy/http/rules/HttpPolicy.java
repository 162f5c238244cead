package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.ClientAuth;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a configuration says of HTTP, made ready for use by every connection. */
public final class HttpPolicy {

  private final List<Cidr> trusted;
  private final boolean forwarded;
  private final boolean proxyProtocol;
  private final boolean asksForCertificates;
  private final PlainPolicy plain;
  private final @Nullable AnswerRules answers;

  private HttpPolicy(HttpConfig http, ClientAuth.Mode clientAuth) {
    trusted = http.forwarding().trusted();
    forwarded = http.forwarding().forwarded();
    proxyProtocol = http.forwarding().proxyProtocol();
    asksForCertificates = clientAuth != ClientAuth.Mode.NONE;
    plain = http.plain();
    answers = AnswerRules.of(http.rewrite());
  }

  public static HttpPolicy of(SidecarConfig config) {
    return new HttpPolicy(config.http(), config.tls().clientAuth().mode());
  }

  /** Whether a peer may tell its client's address by the PROXY protocol. */
  public boolean takesProxyProtocol(InetAddress peer) {
    return proxyProtocol && trusts(peer);
  }

  /** Whether what {@code address} says of its client is believed. */
  boolean trusts(@Nullable InetAddress address) {
    if (address == null) {
      return false;
    }
    for (Cidr block : trusted) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  boolean setsForwarded() {
    return forwarded;
  }

  boolean asksForCertificates() {
    return asksForCertificates;
  }

  PlainPolicy plain() {
    return plain;
  }

  /** What is changed in answers to HTTPS requests; null if nothing is. */
  @Nullable AnswerRules answers() {
    return answers;
  }
}
