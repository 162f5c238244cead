package dev.httpsupgrade.proxy.upstream;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The pools of all event loops; asked once per client connection. */
public final class UpstreamPools {

  private record Key(EventLoop loop, int appPort) {}

  private final UpstreamSettings settings;
  private final LongSupplier nanoTime;
  private final Map<Key, UpstreamPool> pools = new ConcurrentHashMap<>();

  public UpstreamPools(UpstreamSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  public UpstreamPool of(EventLoop loop, int appPort) {
    return pools.computeIfAbsent(
        new Key(loop, appPort), key -> new UpstreamPool(loop, appPort, settings, nanoTime));
  }
}
