package dev.httpsupgrade.proxy.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {

  @Test
  void aConnectionBeyondTheLimitIsRefusedUntilAnotherCloses() throws Exception {
    var open = new OpenConnections(2);
    var first = new EmbeddedChannel();
    assertThat(open.admit(first)).isTrue();
    assertThat(open.admit(new EmbeddedChannel())).isTrue();
    assertThat(open.admit(new EmbeddedChannel())).isFalse();
    first.close().sync();
    assertThat(open.size()).isEqualTo(1);
    assertThat(open.admit(new EmbeddedChannel())).isTrue();
    assertThat(open.awaitNone(Duration.ZERO)).isFalse();
    open.closeAll();
    assertThat(open.awaitNone(Duration.ZERO)).isTrue();
  }
}
