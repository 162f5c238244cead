package dev.httpsupgrade.proxy.http.message;

/** How a body ends (RFC 9112 §6.3). */
public sealed interface Framing {

  /** There is none. */
  record None() implements Framing {}

  /**
   * After so many bytes.
   *
   * @param bytes {@code >= 0}
   */
  record Length(long bytes) implements Framing {}

  /** With its last chunk and the trailers. */
  record Chunked() implements Framing {}

  /** With the connection; answers only. */
  record UntilClose() implements Framing {}

  /** Parsers would disagree, so the message is not passed on. */
  record Ambiguous(ProxyError error) implements Framing {}

  Framing NONE = new None();
  Framing CHUNKED = new Chunked();
  Framing UNTIL_CLOSE = new UntilClose();
}
