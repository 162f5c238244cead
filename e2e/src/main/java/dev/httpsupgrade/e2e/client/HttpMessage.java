package dev.httpsupgrade.e2e.client;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer as it was read.
 *
 * @param startLine its first line
 * @param headers values by lower-case name
 * @param body the whole body, without its framing, read as UTF-8
 */
record HttpMessage(String startLine, Map<String, List<String>> headers, String body) {

  int status() {
    return Integer.parseInt(startLine.split(" ", 3)[1]);
  }

  /** What a message without other framing says about its body; 0 if nothing. */
  long contentLength() {
    String length = header("content-length");
    return length == null ? 0 : Long.parseLong(length);
  }

  @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : values.getLast();
  }

  /** Whether the sender will take another message on the same connection. */
  boolean keepsAlive() {
    String connection = header("connection");
    return startLine.startsWith("HTTP/1.1")
        && (connection == null || !connection.toLowerCase(Locale.ROOT).contains("close"));
  }
}
