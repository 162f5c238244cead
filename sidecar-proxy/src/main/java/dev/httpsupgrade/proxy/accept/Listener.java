package dev.httpsupgrade.proxy.accept;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** One bound port. */
public final class Listener implements AutoCloseable {

  private final Channel channel;

  Listener(Channel channel) {
    this.channel = channel;
  }

  /** The number of the port, of interest if any free one was asked for. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Takes no more connections; those that are open go on. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
