package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HostValue;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.message.RequestTarget;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what a plain request gets in place of the app's answer. */
final class PlainGate {

  private static final int HTTPS_PORT = 443;

  private final PlainPolicy policy;
  private final List<String> exempt;

  private PlainGate(PlainPolicy policy, List<String> exempt) {
    this.policy = policy;
    this.exempt = exempt;
  }

  /** Null if all pass. */
  static @Nullable PlainGate of(PlainPolicy policy) {
    return switch (policy) {
      case PlainPolicy.Pass _ -> null;
      case PlainPolicy.Redirect redirect -> new PlainGate(policy, redirect.exempt());
      case PlainPolicy.Refuse refuse -> new PlainGate(policy, refuse.exempt());
    };
  }

  /**
   * What the request gets; null if its path is exempt.
   *
   * @param host index of the {@code Host} field, -1 if there is none
   */
  @Nullable ProxyError refuses(Head head, int host) {
    var target = RequestTarget.of(head);
    if (isExempt(target)) {
      return null;
    }
    return switch (policy) {
      case PlainPolicy.Pass _ -> null;
      case PlainPolicy.Redirect redirect -> redirect(redirect, head, host, target);
      case PlainPolicy.Refuse refuse -> new ProxyError.HttpsRequired(refuse.statusCode());
    };
  }

  private boolean isExempt(RequestTarget target) {
    for (String path : exempt) {
      if (path.endsWith("/") ? target.isBelow(path) : target.path().equals(path)) {
        return true;
      }
    }
    return false;
  }

  private static ProxyError redirect(
      PlainPolicy.Redirect redirect, Head head, int host, RequestTarget target) {
    if (host < 0 || head.valueStart(host) == head.valueEnd(host)) {
      return new ProxyError.BadRequest("no Host, so that there is nowhere to redirect to");
    }
    // The value was checked: it has nothing that could end the host or the field.
    int colon = HostValue.portColon(head.bytes(), head.valueStart(host), head.valueEnd(host));
    String name = head.text(head.valueStart(host), colon);
    String port = redirect.httpsPort() == HTTPS_PORT ? "" : ":" + redirect.httpsPort();
    return new ProxyError.HttpsRedirect(
        redirect.statusCode(),
        "https://" + name + port + target.inLocation(),
        redirect.maxAgeSeconds());
  }
}
