package dev.httpsupgrade.proxy.http.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/** Bytes that were read and not passed on yet; mostly one buffer that goes on as a whole. */
public final class Input {

  private @Nullable ByteBuf bytes;

  public boolean isEmpty() {
    return bytes == null;
  }

  /** The bytes; only to look at. */
  public ByteBuf peek() {
    if (bytes == null) {
      throw new IllegalStateException("no input");
    }
    return bytes;
  }

  public void append(ByteBuf more, ByteBufAllocator allocator) {
    bytes =
        bytes == null
            ? more
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, bytes, more);
    dropEmpty();
  }

  /** Puts {@code head} in place of the next {@code length} bytes. */
  public void replace(int length, ByteBuf head, ByteBufAllocator allocator) {
    skip(length);
    ByteBuf rest = bytes;
    bytes = head;
    if (rest != null) {
      append(rest, allocator);
    }
  }

  public void skip(int length) {
    peek().skipBytes(length);
    dropEmpty();
  }

  /** Skips an empty line; one before a request line is a leftover (RFC 9112 §2.2). */
  public boolean skipEmptyLine() {
    ByteBuf all = peek();
    int at = all.readerIndex();
    boolean empty =
        all.readableBytes() >= 2 && all.getByte(at) == Ascii.CR && all.getByte(at + 1) == Ascii.LF;
    if (empty) {
      skip(2);
    }
    return empty;
  }

  /** The next {@code length} bytes by reference; the caller owns them. */
  public ByteBuf take(int length) {
    ByteBuf all = peek();
    if (length == all.readableBytes()) {
      bytes = null;
      return all;
    }
    return all.readRetainedSlice(length);
  }

  public void release() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }

  private void dropEmpty() {
    if (bytes != null && !bytes.isReadable()) {
      release();
    }
  }
}
