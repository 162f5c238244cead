package dev.httpsupgrade.proxy.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.sidecar.config.Limits;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {

  @Test
  void aConnectionBeyondTheLimitIsRefusedUntilAnotherCloses() throws Exception {
    var open = new OpenConnections(2);
    var first = new EmbeddedChannel();
    assertThat(admit(open, first)).isTrue();
    assertThat(admit(open, new EmbeddedChannel())).isTrue();
    assertThat(admit(open, new EmbeddedChannel())).isFalse();
    first.close().sync();
    assertThat(open.size()).isEqualTo(1);
    assertThat(admit(open, new EmbeddedChannel())).isTrue();
    assertThat(open.awaitNone(Duration.ZERO)).isFalse();
    open.closeAll();
    assertThat(open.awaitNone(Duration.ZERO)).isTrue();
  }

  private static boolean admit(OpenConnections open, EmbeddedChannel channel) {
    return open.admit(channel, new ClientConnection(Limits.Times.DEFAULT, System::nanoTime));
  }
}
