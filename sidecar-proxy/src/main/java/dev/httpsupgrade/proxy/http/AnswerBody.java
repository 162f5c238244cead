package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.Body;
import dev.httpsupgrade.proxy.http.message.ChunkScanner.Mode;
import dev.httpsupgrade.proxy.http.message.Framing;
import dev.httpsupgrade.proxy.http.message.Input;
import io.netty.buffer.ByteBuf;

/** Passes the body of an answer to the client, by reference as far as it is passed as it is. */
final class AnswerBody {

  private final Input input;
  private final ClientChannel client;
  private final Body body = new Body();

  /**
   * For the answers on one client's connection.
   *
   * @param input what came from the app
   */
  AnswerBody(Input input, ClientChannel client) {
    this.input = input;
    this.client = client;
  }

  /**
   * An answer's body follows.
   *
   * @param chunks whether the client may get chunks (RFC 9112 §7)
   */
  void begin(Framing framing, boolean chunks) {
    body.begin(framing, chunks ? Mode.LOOSE : Mode.CONTENT);
  }

  boolean done() {
    return body.done();
  }

  /**
   * Passes what is there of it.
   *
   * @param headLength how many bytes of a head come first
   * @return false if it is not well-formed
   */
  boolean pass(int headLength) {
    int head = headLength;
    while (!input.isEmpty() && (head > 0 || !body.done())) {
      ByteBuf bytes = input.peek();
      int length = body.take(bytes, bytes.readerIndex() + head);
      if (length == Body.MALFORMED) {
        return false;
      }
      if (head + length > 0) {
        client.write(input.take(head + length));
        head = 0;
      }
      if (!input.isEmpty() && !skipLeftOut()) {
        return false;
      }
    }
    return true;
  }

  private boolean skipLeftOut() {
    int length = body.skip(input.peek());
    if (length == Body.MALFORMED) {
      return false;
    }
    input.skip(length);
    if (body.lineEndMissing()) {
      client.write(client.alloc().directBuffer(2).writeByte(Ascii.CR).writeByte(Ascii.LF));
    }
    return true;
  }
}
