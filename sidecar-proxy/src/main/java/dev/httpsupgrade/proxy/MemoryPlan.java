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

  /** What the program takes besides clients when it has warmed up, and can't give back. */
  private static final long BASE_BYTES = 64L << 20;

  /** What an idle TLS connection takes, with a margin. */
  private static final long CONNECTION_BYTES = 12L << 10;

  /** With less, no body would get through. */
  private static final long LEAST_BUFFER_BYTES = 8L << 20;

  private static final int LEAST_CONNECTIONS = 64;

  /** Where nothing is limited: as many as would take about 1.5 GiB. */
  private static final int MOST_CONNECTIONS = 100_000;

  /** Files, listeners and connections of the admin port. */
  private static final int OTHER_FILES = 128;

  /** A quarter is for buffers, the rest for connections; a connection may need one to the app. */
  static MemoryPlan of(ContainerLimits limits) {
    long connections = MOST_CONNECTIONS;
    OptionalLong buffers = OptionalLong.empty();
    if (limits.memoryBytes().isPresent()) {
      long left = Math.max(0, limits.memoryBytes().getAsLong() - BASE_BYTES);
      buffers = OptionalLong.of(Math.max(LEAST_BUFFER_BYTES, left / 4));
      connections = Math.min(connections, left / 4 * 3 / CONNECTION_BYTES);
    }
    if (limits.openFiles().isPresent()) {
      connections = Math.min(connections, (limits.openFiles().getAsLong() - OTHER_FILES) / 2);
    }
    return new MemoryPlan((int) Math.max(LEAST_CONNECTIONS, connections), buffers);
  }
}
