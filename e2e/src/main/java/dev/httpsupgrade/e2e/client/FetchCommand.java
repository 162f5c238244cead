package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sends one request and tells everything about the answer.
 *
 * @param request what to send
 * @param address where to connect to
 * @param tls how to speak TLS
 */
record FetchCommand(HttpRequest request, InetSocketAddress address, TlsSettings tls) {

  static final String HELP =
      """
        --ca PEM       whom to trust, as a file or literally (default: anyone)
        --cert PEM     client certificate to show, with --key PEM
        --tls 1.2|1.3  the one TLS version to offer
        --connect H:P  connect there instead of the URL's host and port
        --method M     default GET
        --header H     additional header line, any number of times
      """;

  private static final Duration LIMIT = Duration.ofSeconds(5);

  static FetchCommand parse(List<String> line) {
    var arguments =
        Arguments.parse(
            line, "--ca", "--cert", "--key", "--tls", "--connect", "--method", "--header");
    if (arguments.positional().size() != 1) {
      throw new IllegalArgumentException("fetch: exactly one URL is needed");
    }
    Target target = Target.of(arguments.positional().getFirst());
    var request =
        new HttpRequest(
            Objects.requireNonNullElse(arguments.last("--method"), "GET"),
            target,
            arguments.all("--header"),
            false);
    String connect = arguments.last("--connect");
    Target peer = connect == null ? target : Target.of("http://" + connect);
    return new FetchCommand(
        request, new InetSocketAddress(peer.host(), peer.port()), TlsSettings.of(arguments));
  }

  /** An answer, or the key {@code error} with what went wrong. */
  Map<String, Object> run() {
    var result = new LinkedHashMap<String, Object>();
    try (var connection =
        HttpConnection.open(request.target(), address, new TlsClient(tls), LIMIT)) {
      X509Certificate leaf = connection.leaf();
      if (leaf != null) {
        result.put("protocol", Objects.requireNonNull(connection.protocol()));
        result.put("leaf", describe(leaf));
      }
      HttpMessage answer = connection.send(request);
      result.put("status", answer.status());
      result.put("headers", answer.headers());
      result.put("body", answer.body());
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      result.put("error", e.getClass().getSimpleName() + ": " + e.getMessage());
    }
    return result;
  }

  private static Map<String, Object> describe(X509Certificate leaf)
      throws GeneralSecurityException {
    var names = leaf.getSubjectAlternativeNames();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
    return Map.of(
        "serialNumber", leaf.getSerialNumber().toString(16),
        "fingerprint", HexFormat.of().formatHex(digest),
        "notBefore", leaf.getNotBefore().toInstant().toString(),
        "notAfter", leaf.getNotAfter().toInstant().toString(),
        "dnsNames", names == null ? List.of() : names.stream().map(n -> n.get(1)).toList());
  }
}
