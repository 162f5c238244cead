package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class LeakIT {

  private static final String OPEN =
      "https_upgrade_open_connections{port=\"https\",scheme=\"http\"}";

  @Test
  void halfAnAnswersHeadIsNotKeptWhenItsClientHasLeft() throws Exception {
    try (var app =
            TestApp.start(connection -> {
              while (connection.readHead() != null) {
                connection.send("HTTP/1.1 200 OK\r\nX-Half: ");
              }
            });
        var sidecar =
            new SidecarProcess(app.port(), "-Xmx256m", "-Dio.netty.leakDetection.level=paranoid")) {
      for (int i = 1; i <= 20; i++) {
        int request = i;
        try (var client = RawClient.plain(sidecar.port)) {
          client.get("/");
          await().until(() -> app.heads.size() == request);
          client.reset();
        }
      }
      await().until(() -> sidecar.metric(OPEN) == 0);
      // What was leaked is found when it has been collected and somebody allocates again.
      sidecar.heap();
      RawClient.plain(sidecar.port).get("/").close();
      await().until(() -> app.heads.size() == 21);
      assertThat(sidecar.log()).doesNotContain("LEAK").doesNotContain("ERROR");
    }
  }
}
