package dev.httpsupgrade.e2e.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/**
 * A request without a body.
 *
 * @param method such as GET
 * @param target where it goes
 * @param headers lines of the form {@code Name: value}, besides Host and Connection
 * @param keepAlive whether the connection is wanted for another request
 */
record HttpRequest(String method, Target target, List<String> headers, boolean keepAlive) {

  byte[] encoded() {
    var head = new StringBuilder();
    head.append(method).append(' ').append(target.path()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.authority()).append("\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (!method.equals("GET")) {
      head.append("Content-Length: 0\r\n");
    }
    head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n\r\n");
    return head.toString().getBytes(ISO_8859_1);
  }
}
