package dev.httpsupgrade.proxy;

import static dev.httpsupgrade.proxy.AllowedDifferences.OVER_PLAIN;
import static dev.httpsupgrade.proxy.AllowedDifferences.OVER_TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransparencyIT {

  static List<TransparencyRow> rows() throws IOException {
    return TransparencyRow.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void overTlsTheAppAndTheClientGetTheSame(TransparencyRow row) throws Exception {
    assumeTrue(!row.plainOnly());
    try (var server = server();
        var proxy = TestProxy.to(server.getLocalPort());
        var client = proxy.tls()) {
      compare(OVER_TLS, row, Conversation.through(OVER_TLS, row, server, client));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void overPlainHttpTheAppAndTheClientGetTheSame(TransparencyRow row) throws Exception {
    try (var server = server();
        var proxy = TestProxy.to(server.getLocalPort());
        var client = proxy.plain()) {
      compare(OVER_PLAIN, row, Conversation.through(OVER_PLAIN, row, server, client));
    }
  }

  private static void compare(
      AllowedDifferences allowed, TransparencyRow row, Conversation.Transcript through)
      throws IOException {
    Conversation.Transcript direct;
    try (var server = server()) {
      direct = Conversation.direct(allowed, row, server);
    }
    if (row.isMended()) {
      assertThat(through.app()).isEqualTo(direct.app());
      assertThat(squeezed(through.client()))
          .isEqualTo(squeezed(allowed.meantForTheClient(mended(row))));
    } else {
      assertThat(through).isEqualTo(direct);
    }
  }

  private static String mended(TransparencyRow row) {
    var bytes = new StringBuilder();
    for (TransparencyRow.Turn turn : row.turns()) {
      if (turn instanceof TransparencyRow.Turn.App app) {
        bytes.append(app.arrives());
      }
    }
    return bytes.toString();
  }

  /** One blank for many: how many a mended line has doesn't matter. */
  private static String squeezed(String bytes) {
    return bytes.replaceAll("[ \t]+", " ");
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 0, InetAddress.ofLiteral("127.0.0.1"));
  }
}
