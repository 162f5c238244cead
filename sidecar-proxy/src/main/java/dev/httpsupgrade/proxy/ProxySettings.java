package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.config.DirectoryWatch;
import dev.httpsupgrade.proxy.http.HttpSettings;
import dev.httpsupgrade.proxy.upstream.UpstreamSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for every sidecar, and other in tests.
 *
 * @param upstream of connections to the app
 * @param times of reloading and stopping
 * @param eventLoops threads that move bytes, {@code >= 1}
 * @param memory what the container's limits leave for clients
 * @param drainToken who knows it may start a drain; nobody may if null
 */
record ProxySettings(
    UpstreamSettings upstream,
    Times times,
    int eventLoops,
    MemoryPlan memory,
    @Nullable String drainToken) {

  /**
   * Times of reloading and stopping.
   *
   * @param poll how often files are looked at without being told, at most 10 s
   * @param linger see {@link HttpSettings}
   * @param idleGrace how long after SIGTERM a client without a request may still begin one
   * @param stop how long after SIGTERM requests in flight may take; with the usual 30 s of a pod,
   *     some must be left before SIGKILL
   */
  record Times(Duration poll, Duration linger, Duration idleGrace, Duration stop) {

    static final Times DEFAULT =
        new Times(
            DirectoryWatch.POLL,
            HttpSettings.Leaving.LINGER,
            Duration.ofSeconds(1),
            Duration.ofSeconds(25));

    Times withStop(Duration time) {
      return new Times(poll, linger, idleGrace, time);
    }
  }

  private static final int MAX_EVENT_LOOPS = 4;

  static ProxySettings of(
      int processors, Duration stop, MemoryPlan memory, @Nullable String drainToken) {
    return new ProxySettings(
        UpstreamSettings.DEFAULT,
        Times.DEFAULT.withStop(stop),
        Math.min(processors, MAX_EVENT_LOOPS),
        memory,
        drainToken);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ProxySettings[upstream=%s, times=%s, eventLoops=%d, memory=%s]"
        .formatted(upstream, times, eventLoops, memory);
  }
}
