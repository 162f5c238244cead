package dev.httpsupgrade.proxy.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpollLoopsIT {

  private static final int BYTES = 100_000;
  private static final int A_READ = 1000;

  /** Of the kernel's {@code tcpi_state}: the other side has ended. */
  private static final int CLOSE_WAIT = 8;

  private final EventLoopGroup loops = EpollLoops.create(1);
  private final BlockingQueue<EpollSocketChannel> accepted = new LinkedBlockingQueue<>();
  private final AtomicInteger read = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();

  @AfterEach
  void stop() throws Exception {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void whatIsNotToBeReadStaysInTheKernelWhenThePeerHasEnded() throws Exception {
    EpollSocketChannel channel = connected();
    await().until(() -> channel.tcpInfo().state() == CLOSE_WAIT);
    lookAFewTimes(channel);
    assertThat(read).hasValue(0);
    channel.read();
    await().until(() -> read.get() > 0);
    lookAFewTimes(channel);
    assertThat(read).hasValue(A_READ);
    assertThat(ends).hasValue(0);
    channel.config().setAutoRead(true);
    await().until(() -> ends.get() == 1);
    assertThat(read).hasValue(BYTES);
  }

  @Test
  void aConnectionThatHasEndedBothWaysIsReadToItsEndLater() throws Exception {
    EpollSocketChannel channel = connected();
    await().until(() -> channel.tcpInfo().state() == CLOSE_WAIT);
    channel.shutdownOutput().sync();
    lookAFewTimes(channel);
    assertThat(read).hasValue(0);
    channel.config().setAutoRead(true);
    await().until(() -> ends.get() == 1);
    assertThat(read).hasValue(BYTES);
  }

  /** A connection that is not read from, whose peer has sent and ended. */
  private EpollSocketChannel connected() throws Exception {
    var server =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(A_READ).maxMessagesPerRead(1))
            .childHandler(new Counter())
            .bind(InetAddress.ofLiteral("127.0.0.1"), 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    try (var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      client.getOutputStream().write(new byte[BYTES]);
    }
    return accepted.take();
  }

  /** The loop looks at epoll before it runs a task. */
  private static void lookAFewTimes(EpollSocketChannel channel) throws Exception {
    for (int i = 0; i < 5; i++) {
      channel.eventLoop().submit(() -> {}).sync();
    }
  }

  private final class Counter extends ChannelInboundHandlerAdapter {

    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      accepted.add((EpollSocketChannel) ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      read.addAndGet(((ByteBuf) message).readableBytes());
      ((ByteBuf) message).release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        ends.incrementAndGet();
      }
    }
  }
}
