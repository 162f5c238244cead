package dev.httpsupgrade.proxy.upstream;

import java.time.Duration;

/**
 * How connections to the app are made and kept.
 *
 * @param connectTimeout for one address, {@code > 0}
 * @param maxIdle how long an unused connection is kept until the app shows how long it keeps one,
 *     {@code > 0}; the shortest usual limit is Node's 5 s
 * @param maxIdleForOnce the most for a request that can't be sent a second time, {@code > 0}
 */
public record UpstreamSettings(Duration connectTimeout, Duration maxIdle, Duration maxIdleForOnce) {

  public static final UpstreamSettings DEFAULT =
      new UpstreamSettings(Duration.ofSeconds(5), Duration.ofSeconds(4), Duration.ofSeconds(1));
}
