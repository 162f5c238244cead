package dev.httpsupgrade.proxy.accept;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops, on Linux' epoll.
 *
 * <p>Netty 4.2 takes a channel that is interested in nothing out of epoll and forgets that it did:
 * the next interest fails, and with it the channel. That happens when a peer ends its output while
 * it is not read from. So interest never goes below errors, which epoll tells anyway.
 */
public final class EpollLoops {

  private EpollLoops() {}

  /**
   * Starts nothing yet: a thread begins with its first task.
   *
   * @param threads {@code >= 1}
   */
  public static EventLoopGroup create(int threads) {
    IoHandlerFactory netty = EpollIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(
        threads,
        new DefaultThreadFactory("loop"),
        executor -> new Handler(netty.newHandler(executor)));
  }

  private record Handler(IoHandler netty) implements IoHandler {

    @Override
    public void initialize() {
      netty.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
      return netty.run(context);
    }

    @Override
    public void prepareToDestroy() {
      netty.prepareToDestroy();
    }

    @Override
    public void destroy() {
      netty.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return new Registration(netty.register(handle));
    }

    @Override
    public void wakeup() {
      netty.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return netty.isCompatible(type);
    }
  }

  private record Registration(IoRegistration netty) implements IoRegistration {

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's shape
    public <T> T attachment() {
      return netty.attachment();
    }

    @Override
    public long submit(IoOps interest) {
      return netty.submit(interest.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLERR : interest);
    }

    @Override
    public boolean isValid() {
      return netty.isValid();
    }

    @Override
    public boolean cancel() {
      return netty.cancel();
    }
  }
}
