package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.util.function.Consumer;

/** Binds ports on every address of the pod. */
public final class ListenerFactory {

  /** Where a writer is told to stop and to go on, in bytes: 64 and 128 KiB. */
  private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 16, 1 << 17);

  private static final int BACKLOG = 4096;
  private static final int KEEP_ALIVE_SECONDS = 60;

  // Linux hands a listening socket's on to those it accepts (tcp(7), socket(7)): none of three
  // system calls per connection. Netty's own options are for connections alone.
  private static final ChannelOption<Integer> KEEP_ALIVE =
      new IntegerUnixChannelOption("SO_KEEPALIVE", 1, 9);
  private static final ChannelOption<Integer> KEEP_ALIVE_IDLE =
      new IntegerUnixChannelOption("TCP_KEEPIDLE", 6, 4);
  private static final ChannelOption<Integer> KEEP_ALIVE_INTERVAL =
      new IntegerUnixChannelOption("TCP_KEEPINTVL", 6, 5);

  private final EventLoopGroup loops;

  public ListenerFactory(EventLoopGroup loops) {
    this.loops = loops;
  }

  /**
   * Binds a port and calls {@code connected} for each connection, on its event loop.
   *
   * @param field the configuration's field, for the error's text
   * @param port 0 for any free one
   * @throws UnusableConfigException if it can't be bound
   */
  public Listener bind(String field, int port, Consumer<Channel> connected)
      throws UnusableConfigException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            // An exchange has no time limit, so a client that vanished must be found by TCP.
            .option(KEEP_ALIVE, 1)
            .option(KEEP_ALIVE_IDLE, KEEP_ALIVE_SECONDS)
            .option(KEEP_ALIVE_INTERVAL, KEEP_ALIVE_SECONDS / 4)
            // A client may end its output and still await the answer.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new Initializer(connected))
            .bind(port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new UnusableConfigException(
          "%s: %d (expected: a port that can be bound; %s)"
              .formatted(field, port, bound.cause().getMessage()));
    }
    return new Listener(bound.channel());
  }

  private static final class Initializer extends ChannelInitializer<Channel> {
    private final Consumer<Channel> connected;

    Initializer(Consumer<Channel> connected) {
      this.connected = connected;
    }

    @Override
    protected void initChannel(Channel channel) {
      connected.accept(channel);
    }
  }
}
