package dev.httpsupgrade.proxy.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.StageEvent.Overdue;
import dev.httpsupgrade.sidecar.config.Limits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleReaperTest {

  private final List<Object> told = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private long now;
  private final ClientConnection connection = new ClientConnection(Limits.Times.DEFAULT, () -> now);

  @Test
  void aConnectionIsToldToBeOverdueAtTheLimitOfItsState() {
    start();
    pass(Duration.ofSeconds(Limits.Times.DEFAULT.handshake() - 1));
    assertThat(told).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly(new Overdue(CloseReason.DETECT_TIMEOUT));
  }

  @Test
  void aRequestInFlightIsNeverOverdueButTheIdleTimeAfterItIs() {
    start();
    connection.on(ConnectionEvent.PLAIN_DETECTED);
    connection.on(ConnectionEvent.REQUEST_COMPLETED);
    connection.on(ConnectionEvent.ANSWER_BEGUN);
    pass(Duration.ofHours(1));
    assertThat(told).isEmpty();
    connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
    for (int i = 0; i < 70; i++) {
      pass(Duration.ofSeconds(10));
    }
    assertThat(told).containsExactly(new Overdue(CloseReason.IDLE_TIMEOUT));
  }

  @Test
  void whatFollowsFromBeingOverdueHasALimitToo() {
    start();
    pass(Duration.ofSeconds(Limits.Times.DEFAULT.handshake()));
    connection.closeFor(CloseReason.DETECT_TIMEOUT);
    for (int i = 0; i < Limits.Times.DEFAULT.bodyStall(); i++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(told).hasSize(2);
  }

  private void start() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(new IdleReaper(connection))
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                told.add(event);
              }
            });
  }

  private void pass(Duration time) {
    now += time.toNanos();
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }
}
