package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** What the client is told about the connection. */
public enum Persistence {
  /** Nothing, as HTTP/1.1 connections persist. */
  IMPLIED(""),
  /** Nothing, as the final answer follows. */
  INTERIM(""),
  /** That it persists, as an HTTP/1.0 client asked. */
  KEEP_ALIVE("Connection: keep-alive\r\n"),
  /** That it ends with this answer. */
  CLOSE("Connection: close\r\n"),
  /** That it changes its protocol. */
  UPGRADE("Connection: Upgrade\r\n");

  private final String line;

  Persistence(String line) {
    this.line = line;
  }

  /** Appends its line, if it has one. */
  public void write(ByteBuf out) {
    out.writeCharSequence(line, US_ASCII);
  }
}
