package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Heads as a parser leaves them. */
public final class TestHead {

  private TestHead() {}

  /** The lines, without the empty one at the end. */
  public static Head of(String... lines) {
    byte[] bytes = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
    var head = new Head();
    System.arraycopy(bytes, 0, head.room(bytes.length), 0, bytes.length);
    String fault = FieldLines.scan(head, lines[0].length() + 2, bytes.length, lines.length);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    return head;
  }
}
