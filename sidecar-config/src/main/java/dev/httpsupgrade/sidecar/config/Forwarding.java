package dev.httpsupgrade.sidecar.config;

import java.util.List;

/**
 * What the app is told about the client of an HTTPS request.
 *
 * <p>{@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port} are always set, and
 * what a client that is not trusted says in them is dropped.
 *
 * @param trusted addresses of proxies in front of us, at most 64; what they say about their client
 *     is kept and added to; default none
 * @param forwarded whether {@code Forwarded} (RFC 7239) is set as well
 * @param proxyProtocol whether trusted peers begin a connection with a PROXY protocol header,
 *     version 1 or 2, that tells the client's address; nobody else may send one
 */
public record Forwarding(List<Cidr> trusted, boolean forwarded, boolean proxyProtocol) {

  public static final Forwarding DEFAULT = new Forwarding(List.of(), false, false);

  private static final int MAX_TRUSTED = 64;

  @SuppressWarnings("NullAway") // what a configuration leaves out is null here
  public Forwarding {
    trusted = trusted == null ? List.of() : List.copyOf(trusted);
    Checks.inRange("trusted", trusted.size(), 0, MAX_TRUSTED, "entries");
    Checks.expect(
        "proxyProtocol",
        proxyProtocol,
        !proxyProtocol || !trusted.isEmpty(),
        "false, as trusted names nobody who may send it");
  }
}
