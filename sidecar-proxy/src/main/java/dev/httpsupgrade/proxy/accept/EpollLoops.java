package dev.httpsupgrade.proxy.accept;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops, on Linux' epoll, without three faults of Netty 4.2.
 *
 * <p>When a peer has ended its output, it reads all that is still there, whether the channel is to
 * be read from or not: megabytes for a client that takes nothing. So nobody is interested in that
 * event; the end is found where it belongs, after the last byte.
 *
 * <p>It takes a channel that is interested in nothing out of epoll and forgets that it did: the
 * next interest fails, and with it the channel. So interest never goes below errors, which epoll
 * tells anyway, and then by their edge: a connection that has ended both ways and is not read from
 * would be told for ever.
 *
 * <p>And it knows a channel by its file descriptor alone: where one is closed and another opened
 * between two looks at epoll, the new one gets the old one's events, and breaks by reading before
 * it is connected. So a channel gets no event of the look within which it was registered.
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

  private static final class Handler implements IoHandler {

    private final IoHandler netty;
    private int look;

    Handler(IoHandler netty) {
      this.netty = netty;
    }

    @Override
    public void initialize() {
      netty.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
      look++;
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
      return new Registration(netty.register(new Handle((EpollIoHandle) handle, this, look)));
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

  @SuppressWarnings("try") // the interface's shape
  private record Handle(EpollIoHandle netty, Handler handler, int registeredIn)
      implements EpollIoHandle {

    @Override
    public FileDescriptor fd() {
      return netty.fd();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      if (handler.look != registeredIn) {
        netty.handle(registration, event);
      }
    }

    @Override
    public void registered() {
      netty.registered();
    }

    @Override
    public void unregistered() {
      netty.unregistered();
    }

    @Override
    public void close() throws Exception {
      netty.close();
    }
  }

  private static final EpollIoOps ERRORS = EpollIoOps.EPOLLERR.with(EpollIoOps.EPOLLET);

  private record Registration(IoRegistration netty) implements IoRegistration {

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's shape
    public <T> T attachment() {
      return netty.attachment();
    }

    @Override
    public long submit(IoOps interest) {
      EpollIoOps wanted = ((EpollIoOps) interest).without(EpollIoOps.EPOLLRDHUP);
      return netty.submit(wanted.equals(EpollIoOps.NONE) ? ERRORS : wanted);
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
