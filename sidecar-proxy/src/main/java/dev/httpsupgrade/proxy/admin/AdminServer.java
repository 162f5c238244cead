package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.proxy.accept.Listener;
import dev.httpsupgrade.proxy.accept.ListenerFactory;
import dev.httpsupgrade.proxy.accept.ProtocolDetector;
import dev.httpsupgrade.proxy.config.UnusableConfigException;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Listens on the admin port. */
public final class AdminServer implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_BODY_BYTES = 1 << 10;
  private static final int LIFETIME_SECONDS = 10;

  private final AdminContexts contexts;
  private final AdminEndpoints endpoints;
  private final Set<Channel> open = new LinkedHashSet<>();
  private volatile AdminAccess access;
  private @Nullable Listener listener;

  public AdminServer(
      AdminState state,
      Supplier<String> metrics,
      @Nullable String drainToken,
      AdminAccess access,
      AdminContexts contexts) {
    this.endpoints = new AdminEndpoints(state, metrics, drainToken);
    this.access = access;
    this.contexts = contexts;
  }

  /**
   * Binds the port.
   *
   * @throws UnusableConfigException if it can't be bound
   */
  public void start(ListenerFactory factory, int port) throws UnusableConfigException {
    listener = factory.bind("admin.port", port, this::assemble);
  }

  /** Takes another operator from the next connection on. */
  public void access(AdminAccess next) {
    access = next;
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close();
    }
    contexts.close();
  }

  private void assemble(Channel channel) {
    admit(channel);
    AdminAccess current = access;
    channel
        .pipeline()
        .addLast(new ProtocolDetector())
        .addLast(new AdminTls(contexts, current))
        .addLast(new HttpServerCodec())
        .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
        .addLast(new AdminHandler(endpoints, current));
  }

  /**
   * Lets everybody in and, if there are too many, the oldest out: a connection that does what it is
   * for is gone in milliseconds, and nobody can keep the kubelet's probes out by holding many.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nothing follows from how a close goes
  private void admit(Channel channel) {
    var end =
        channel.eventLoop().schedule(() -> channel.close(), LIFETIME_SECONDS, TimeUnit.SECONDS);
    @Nullable Channel oldest = null;
    synchronized (open) {
      open.add(channel);
      if (open.size() > MAX_CONNECTIONS) {
        oldest = open.iterator().next();
        open.remove(oldest);
      }
    }
    if (oldest != null) {
      oldest.close();
    }
    channel
        .closeFuture()
        .addListener(_ -> {
          end.cancel(false);
          synchronized (open) {
            open.remove(channel);
          }
        });
  }
}
