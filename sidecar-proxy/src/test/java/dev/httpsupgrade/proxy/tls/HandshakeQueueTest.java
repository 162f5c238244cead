package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeQueueTest {

  private final EventLoop loop = new DefaultEventLoop();
  private final AtomicLong now = new AtomicLong();
  private final HandshakeQueue queue = new HandshakeQueue(loop, now::get);
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  private final class Client implements HandshakeQueue.Entrant {
    private final String name;
    private volatile HandshakeQueue.@Nullable Turn turn;
    private volatile boolean left;

    Client(String name) {
      this.name = name;
    }

    @Override
    public void begin(HandshakeQueue.Turn next) {
      order.add(name);
      turn = next;
    }

    @Override
    public boolean hasLeft() {
      return left;
    }

    void end() {
      HandshakeQueue.Turn begun = turn;
      if (begun != null) {
        loop.submit(begun::end).syncUninterruptibly();
      }
    }
  }

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void betweenTwoHandshakesEverythingElseGetsItsTurn() {
    loop.submit(
            () -> {
              for (String name : List.of("a", "b", "c")) {
                queue.enter(new Client(name), 100);
                loop.execute(() -> order.add("request"));
              }
            })
        .syncUninterruptibly();
    await().until(() -> order.size() == 6);
    assertThat(order.subList(0, 4)).containsExactly("a", "request", "request", "request");
    assertThat(order.subList(4, 6)).containsExactly("b", "c");
  }

  @Test
  void noMoreAreUnderWayThanMayBeAndTheOthersFollowInOrder() {
    var clients = enter(2, "a", "b", "c", "d");
    await().until(() -> order.size() == 2);
    clients.get(1).end();
    clients.get(1).end();
    await().until(() -> order.size() == 3);
    clients.get(0).end();
    await().until(() -> order.size() == 4);
    assertThat(order).containsExactly("a", "b", "c", "d");
  }

  @Test
  void whoeverLeftWhileItWaitedIsSkipped() {
    var clients = enter(1, "a", "b", "c");
    clients.get(1).left = true;
    clients.get(0).end();
    await().until(() -> order.size() == 2);
    assertThat(order).containsExactly("a", "c");
  }

  @Test
  void aClientThatStallsKeepsNobodyWaitingForLong() {
    enter(1, "stalled", "next");
    assertThat(order).containsExactly("stalled");
    now.addAndGet(HandshakeQueue.PATIENCE.toNanos());
    enter(1, "last");
    await().until(() -> order.size() == 2);
    assertThat(order).containsExactly("stalled", "next");
  }

  private List<Client> enter(int atATime, String... names) {
    var clients = new ArrayList<Client>();
    for (String name : names) {
      var client = new Client(name);
      clients.add(client);
      loop.submit(() -> queue.enter(client, atATime)).syncUninterruptibly();
    }
    return clients;
  }
}
