package dev.httpsupgrade.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.metrics.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamHandlerTest {

  private final List<String> told = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Metrics metrics = new Metrics("", Clock.systemUTC(), Path.of("/"));
  private final UpstreamPool pool =
      new UpstreamPool(
          channel.eventLoop(), 1, UpstreamSettings.DEFAULT, metrics.upstream(1), System::nanoTime);
  private final UpstreamConnection connection = new UpstreamConnection(pool, new Listener());

  UpstreamHandlerTest() {
    channel.pipeline().addLast(new UpstreamHandler(connection));
    connection.connected();
    told.clear();
  }

  @Test
  void wantOfMemoryIsNotToldAsTheAppsEnd() {
    channel.pipeline().fireExceptionCaught(new OutOfMemoryError("none left"));
    assertThat(told).containsExactly("broke OutOfMemoryError");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aDefectOfOursIsNotToldAsTheAppsEnd() {
    channel.pipeline().fireExceptionCaught(new IllegalStateException("ours"));
    assertThat(told).containsExactly("broke IllegalStateException");
  }

  @Test
  void aConnectionThatBreaksIsToldAsTheAppsEnd() {
    channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
    channel.runPendingTasks();
    assertThat(told).containsExactly("closed false");
  }

  @Test
  void afterAWriteThatFailedTheAnswerIsStillReadAndTheConnectionIsNotUsedAgain() {
    channel.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
    channel
        .pipeline()
        .fireExceptionCaught(
            new ChannelOutputShutdownException("shut", new IOException("Broken pipe")));
    channel.pipeline().fireExceptionCaught(new ClosedChannelException());
    channel.writeInbound(Unpooled.copiedBuffer(new byte[] {1, 2}));
    assertThat(told).containsExactly("read 2");
    assertThat(metrics.scrape())
        .contains("https_upgrade_upstream_write_failures_total{app_port=\"1\"} 1.0");
    connection.release();
    assertThat(channel.isOpen()).isFalse();
    assertThat(told).containsExactly("read 2");
  }

  @Test
  void aWriteThatFailedForWantOfMemoryBreaksTheConnection() {
    channel
        .pipeline()
        .fireExceptionCaught(
            new ChannelOutputShutdownException("shut", new OutOfMemoryError("none left")));
    assertThat(told).containsExactly("broke OutOfMemoryError");
  }

  private final class Listener implements UpstreamListener {

    @Override
    public void upstreamUnreachable(Throwable cause) {
      told.add("unreachable");
    }

    @Override
    public void upstreamRead(ByteBuf bytes) {
      told.add("read " + bytes.readableBytes());
      bytes.release();
    }

    @Override
    public void upstreamReadComplete() {}

    @Override
    public void upstreamWritabilityChanged() {}

    @Override
    public boolean upstreamOutputEnded() {
      return false;
    }

    @Override
    public void upstreamBroke(Throwable cause) {
      told.add("broke " + cause.getClass().getSimpleName());
    }

    @Override
    public void upstreamClosed(boolean orderly, boolean reused) {
      told.add("closed " + orderly);
    }
  }
}
