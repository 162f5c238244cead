package dev.httpsupgrade.e2e.client;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;

/**
 * Where a request goes.
 *
 * @param tls whether the scheme is https
 * @param host name or address to connect to, to send as Host, and to find in the certificate
 * @param port TCP port
 * @param path path and query
 */
record Target(boolean tls, String host, int port, String path) {

  static Target of(String url) {
    URI uri = URI.create(url);
    boolean tls = Objects.equals(uri.getScheme(), "https");
    if (uri.getHost() == null || !(tls || Objects.equals(uri.getScheme(), "http"))) {
      throw new IllegalArgumentException(url + " (expected: an http or https URL)");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Target(
        tls,
        uri.getHost(),
        port,
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  Target withParameter(String parameter) {
    return new Target(tls, host, port, path + (path.contains("?") ? "&" : "?") + parameter);
  }

  Target withPath(String other) {
    return new Target(tls, host, port, other);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  /** The value of the Host header. */
  String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }
}
