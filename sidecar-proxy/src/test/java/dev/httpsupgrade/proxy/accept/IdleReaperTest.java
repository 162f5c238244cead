package dev.httpsupgrade.proxy.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.StageEvent.Overdue;
import dev.httpsupgrade.proxy.connection.TimeLimits;
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
  private final ClientConnection connection = new ClientConnection(TimeLimits.DEFAULT, () -> now);

  @Test
  void aConnectionIsToldToBeOverdueAtTheLimitOfItsState() {
    start();
    pass(TimeLimits.DEFAULT.detect().minusSeconds(1));
    assertThat(told).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly(new Overdue(CloseReason.DETECT_TIMEOUT));
  }

  @Test
  void aRequestInFlightIsNeverOverdueButTheIdleTimeAfterItIs() {
    start();
    connection.on(ConnectionEvent.PLAIN_DETECTED);
    connection.on(ConnectionEvent.HEAD_COMPLETED);
    pass(Duration.ofHours(1));
    assertThat(told).isEmpty();
    connection.on(ConnectionEvent.EXCHANGE_COMPLETED);
    for (int i = 0; i < 70; i++) {
      pass(Duration.ofSeconds(10));
    }
    assertThat(told).containsExactly(new Overdue(CloseReason.IDLE_TIMEOUT));
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
