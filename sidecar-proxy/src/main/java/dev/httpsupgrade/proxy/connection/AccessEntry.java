package dev.httpsupgrade.proxy.connection;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a request that is over.
 *
 * @param client who asked
 * @param said by client and app
 * @param bytes that came and went with it, tunnels included
 * @param times of it
 * @param end why the connection ended with it, null if it goes on
 */
public record AccessEntry(
    Client client, Said said, Bytes bytes, Times times, @Nullable CloseReason end) {

  /**
   * A client's connection.
   *
   * @param port name of the traffic port
   * @param address of the client, as it or a trusted peer told
   * @param tlsVersion such as {@code TLSv1.3}, null on a plain connection
   * @param tlsCipher its IANA name, null on a plain connection
   */
  public record Client(
      String port,
      Scheme scheme,
      String address,
      @Nullable String tlsVersion,
      @Nullable String tlsCipher) {}

  /**
   * What was said.
   *
   * @param head the request's head, or the beginning of it, a character per byte (ISO 8859-1);
   *     empty if it was refused
   * @param version the client's version of HTTP
   * @param status of the final answer, 0 if there was none
   */
  public record Said(String head, HttpVersion version, int status) {}

  /** Bytes from and to the client, heads included, without TLS's own. */
  public record Bytes(long received, long sent) {}

  /**
   * Times in nanoseconds.
   *
   * @param begun when its first byte was there, as {@link System#nanoTime()} tells
   * @param firstByte from then until the final answer began, -1 if none did
   * @param duration from then until it was over
   */
  public record Times(long begun, long firstByte, long duration) {}
}
