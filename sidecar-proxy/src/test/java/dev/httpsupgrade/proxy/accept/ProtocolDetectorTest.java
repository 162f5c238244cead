package dev.httpsupgrade.proxy.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.StageEvent.Detected;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolDetectorTest {

  private final List<Object> told = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ProtocolDetector(),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
              told.add(event);
            }
          });

  @ParameterizedTest
  @CsvSource({"22, HTTPS", "71, HTTP", "0, HTTP", "128, HTTP"})
  void theFirstByteTellsTheProtocolAndIsPassedOn(int first, Scheme scheme) {
    channel.writeInbound(Unpooled.EMPTY_BUFFER);
    assertThat(told).isEmpty();
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) first, 1}));
    assertThat(told).containsExactly(new Detected(scheme));
    ByteBuf passed = channel.readInbound();
    assertThat(passed.readableBytes()).isEqualTo(2);
    passed.release();
    assertThat(channel.pipeline().get(ProtocolDetector.class)).isNull();
  }
}
