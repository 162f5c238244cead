package dev.httpsupgrade.proxy.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Finds the app on 127.0.0.1 or, if it listens on IPv6 alone, on ::1, and remembers where it was.
 */
final class AppConnector {

  /** Where a writer is told to stop and to go on, in bytes: 64 and 128 KiB. */
  private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 16, 1 << 17);

  private static final InetAddress IPV4 = loopback(new byte[] {127, 0, 0, 1});
  private static final InetAddress IPV6 =
      loopback(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final int port;
  private final UpstreamEvents events;
  private InetAddress preferred = IPV4;

  @SuppressWarnings("deprecation") // AUTO_CLOSE has no successor
  AppConnector(EventLoop loop, int port, Duration connectTimeout, UpstreamEvents events) {
    this.loop = loop;
    this.port = port;
    this.events = events;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            // A tunnel may end in one direction and go on in the other.
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            // An app may answer and close before it has read the request: a write that fails then
            // must not close the connection before the answer is read.
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
  }

  void connect(UpstreamConnection connection) {
    InetAddress first = preferred;
    connect(
        connection,
        first,
        cause -> connectElsewhere(connection, first.equals(IPV4) ? IPV6 : IPV4, cause));
  }

  private void connectElsewhere(UpstreamConnection connection, InetAddress other, Throwable first) {
    if (connection.closed()) {
      events.connectEnded(ConnectResult.ABANDONED);
      return;
    }
    connect(
        connection,
        other,
        _ -> {
          events.connectEnded(
              connection.closed() ? ConnectResult.ABANDONED : ConnectResult.of(first));
          connection.unreachable(first);
        });
  }

  private void connect(
      UpstreamConnection connection, InetAddress address, Consumer<Throwable> failed) {
    bootstrap
        .clone()
        .handler(new UpstreamHandler(connection))
        .connect(new InetSocketAddress(address, port))
        .addListener((ChannelFuture done) -> {
          if (done.isSuccess()) {
            preferred = address;
            events.connectEnded(ConnectResult.CONNECTED);
            connection.connected();
          } else {
            // If no socket could be made, this is another thread, or still the call itself.
            loop.execute(() -> failed.accept(done.cause()));
          }
        });
  }

  private static InetAddress loopback(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
