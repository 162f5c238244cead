package dev.httpsupgrade.proxy.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.sidecar.config.JsonText;

/**
 * One flat JSON object (RFC 8259), built field by field.
 *
 * <p>Our own, because a library is a megabyte in each sidecar for what is little.
 */
final class JsonLine {

  private final StringBuilder line = new StringBuilder(512);

  /** Begins anew. */
  void begin() {
    line.setLength(0);
  }

  void text(String name, String value) {
    name(name);
    JsonText.append(line, value);
  }

  void number(String name, long value) {
    name(name);
    line.append(value);
  }

  /** A number with three digits after the point. */
  void thousandths(String name, long value) {
    name(name);
    line.append(value / 1000).append('.');
    long rest = value % 1000;
    line.append(rest / 100).append(rest / 10 % 10).append(rest % 10);
  }

  /** The whole line with its end. */
  byte[] end() {
    return line.append("}\n").toString().getBytes(UTF_8);
  }

  private void name(String name) {
    line.append(line.isEmpty() ? '{' : ',').append('"').append(name).append("\":");
  }
}
