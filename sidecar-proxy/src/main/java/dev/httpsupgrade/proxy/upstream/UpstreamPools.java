package dev.httpsupgrade.proxy.upstream;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The pools of all event loops; asked once per client connection. */
public final class UpstreamPools {

  private final UpstreamSettings settings;
  private final LongSupplier nanoTime;
  private final Map<EventLoop, Map<Integer, UpstreamPool>> pools = new ConcurrentHashMap<>();

  public UpstreamPools(UpstreamSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  public UpstreamPool of(EventLoop loop, int appPort) {
    return pools
        .computeIfAbsent(loop, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(appPort, port -> new UpstreamPool(loop, port, settings, nanoTime));
  }
}
