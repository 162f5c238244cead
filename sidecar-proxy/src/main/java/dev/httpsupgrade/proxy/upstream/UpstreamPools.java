package dev.httpsupgrade.proxy.upstream;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** The pools of all event loops; asked once per client connection. */
public final class UpstreamPools {

  private final UpstreamSettings settings;
  private final IntFunction<UpstreamEvents> events;
  private final LongSupplier nanoTime;
  private final Map<EventLoop, Map<Integer, UpstreamPool>> pools = new ConcurrentHashMap<>();

  /**
   * No connection as yet.
   *
   * @param events where connections to a port of the app are counted
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   */
  public UpstreamPools(
      UpstreamSettings settings, IntFunction<UpstreamEvents> events, LongSupplier nanoTime) {
    this.settings = settings;
    this.events = events;
    this.nanoTime = nanoTime;
  }

  public UpstreamPool of(EventLoop loop, int appPort) {
    return pools
        .computeIfAbsent(loop, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            appPort, port -> new UpstreamPool(loop, port, settings, events.apply(port), nanoTime));
  }
}
