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
 * @param drainToken who knows it may start a drain; nobody may if null
 */
record ProxySettings(
    UpstreamSettings upstream, Times times, int eventLoops, @Nullable String drainToken) {

  /**
   * Times of reloading and stopping.
   *
   * @param poll how often files are looked at without being told, at most 10 s
   * @param linger see {@link HttpSettings}
   * @param idleGrace how long after SIGTERM a client without a request may still begin one
   * @param stop how long after SIGTERM requests in flight may take
   */
  record Times(Duration poll, Duration linger, Duration idleGrace, Duration stop) {

    static final Times DEFAULT =
        new Times(
            DirectoryWatch.POLL, HttpSettings.LINGER, Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  private static final int MAX_EVENT_LOOPS = 4;

  static ProxySettings of(int processors, @Nullable String drainToken) {
    return new ProxySettings(
        UpstreamSettings.DEFAULT, Times.DEFAULT, Math.min(processors, MAX_EVENT_LOOPS), drainToken);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ProxySettings[upstream=%s, times=%s, eventLoops=%d]"
        .formatted(upstream, times, eventLoops);
  }
}
