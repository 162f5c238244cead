package dev.httpsupgrade.proxy.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Asks whether the app accepts connections: by one that is closed at once, as a TCP probe's is.
 *
 * <p>An answer is good for a second, so that nobody can have us flood the app by asking often.
 */
public final class AppProbe {

  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int CONNECT_MILLIS = 1000;
  private static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");

  private record Asked(long nanos, CompletableFuture<Boolean> answer) {}

  private final LongSupplier nanoTime;
  private final Bootstrap bootstrap;
  private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();

  public AppProbe(EventLoopGroup loops, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
  }

  /** Whether something accepts connections at this port of the loopback address. */
  public CompletionStage<Boolean> accepts(int appPort) {
    return asked
        .compute(
            appPort,
            (_, before) ->
                before != null
                        && (!before.answer().isDone()
                            || nanoTime.getAsLong() - before.nanos() < FRESH_NANOS)
                    ? before
                    : new Asked(nanoTime.getAsLong(), ask(appPort)))
        .answer();
  }

  private CompletableFuture<Boolean> ask(int appPort) {
    var answer = new CompletableFuture<Boolean>();
    connect(IPV4, appPort, answer, () -> connect(IPV6, appPort, answer, () -> no(answer)));
    return answer;
  }

  private void connect(
      InetAddress address, int port, CompletableFuture<Boolean> answer, Runnable otherwise) {
    bootstrap
        .clone()
        .handler(new ChannelInboundHandlerAdapter())
        .connect(new InetSocketAddress(address, port))
        .addListener((ChannelFuture done) -> {
          if (done.isSuccess()) {
            Channel channel = done.channel();
            var _ = channel.close();
            answer.complete(true);
          } else {
            otherwise.run();
          }
        });
  }

  private static void no(CompletableFuture<Boolean> answer) {
    answer.complete(false);
  }
}
