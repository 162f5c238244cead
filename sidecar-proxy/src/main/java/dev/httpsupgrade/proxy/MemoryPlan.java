package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.config.ContainerLimits;
import java.util.OptionalLong;

/**
 * What the container's limits leave for clients, so that we refuse before the kernel's OOM killer
 * comes.
 *
 * <p>An idle connection costs its TLS state and objects, and no buffer; one that moves bytes also
 * costs buffers, up to both water marks. Planning that worst case for each would refuse nearly
 * everybody, so the two are bounded apart: connections by their number, buffers by their sum. Who
 * gets no buffer is closed.
 *
 * @param connections how many clients may be connected, {@code >= 1}
 * @param bufferBytes the most that buffers outside the Java heap may take; empty without a limit
 */
record MemoryPlan(int connections, OptionalLong bufferBytes) {

  /**
   * What the program takes outside of heap and buffers: threads, code, compilers at work, and those
   * pages of its files that it can't do without.
   */
  private static final long BASE_BYTES = 36L << 20;

  /**
   * What an idle TLS connection takes outside of the heap, the kernel's part and a margin in it.
   */
  private static final long CONNECTION_BYTES = 8L << 10;

  /** Of the Java heap, what holds all that lives long: java.options says {@code NewRatio=3}. */
  private static final double OLD_SHARE = 0.75;

  /** What lives in the heap without any client. */
  private static final long BASE_HEAP_BYTES = 6L << 20;

  /** What a connection takes of the heap, with a margin for its requests. */
  private static final long CONNECTION_HEAP_BYTES = 4L << 10;

  /** With less, no body would get through. */
  private static final long LEAST_BUFFER_BYTES = 8L << 20;

  private static final int LEAST_CONNECTIONS = 64;

  /** Files, listeners and connections of the admin port. */
  private static final int OTHER_FILES = 128;

  /**
   * Of what the heap leaves, a quarter is for buffers and the rest for connections; a connection
   * may need one to the app, and with it a second file.
   *
   * @param heapBytes the most that the Java heap may take
   */
  static MemoryPlan of(ContainerLimits limits, long heapBytes) {
    long connections = (long) (heapBytes * OLD_SHARE - BASE_HEAP_BYTES) / CONNECTION_HEAP_BYTES;
    OptionalLong buffers = OptionalLong.empty();
    if (limits.memoryBytes().isPresent()) {
      long left = Math.max(0, limits.memoryBytes().getAsLong() - BASE_BYTES - heapBytes);
      long bufferBytes = Math.max(LEAST_BUFFER_BYTES, left / 4);
      buffers = OptionalLong.of(bufferBytes);
      connections = Math.min(connections, (left - bufferBytes) / CONNECTION_BYTES);
    }
    if (limits.openFiles().isPresent()) {
      connections = Math.min(connections, (limits.openFiles().getAsLong() - OTHER_FILES) / 2);
    }
    return new MemoryPlan((int) Math.max(LEAST_CONNECTIONS, connections), buffers);
  }
}
