package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Hall;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Clients that begin handshakes as fast as they can, and others that stall in theirs, cost an open
 * connection no request. How much longer its answers take is printed, since a busy machine would
 * decide it.
 */
@ClusterTest
@Order(130)
final class HandshakeFloodE2E {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final TestNamespace namespace;
  private ClientPod open;
  private ClientPod flood;
  private Hall hall;

  HandshakeFloodE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @BeforeAll
  void makeRoom() {
    open = namespace.startClient("open");
    flood = namespace.startClient("flood");
    hall = new Hall(namespace, open, "hall", "256Mi").awaitReady();
  }

  @Test
  void anOpenConnectionLosesNothing() {
    System.out.println(
        "HandshakeFloodE2E: | run | p50 µs | p90 | p99 | p99.9 | max | handshakes |");
    for (int round = 1; round <= 3; round++) {
      tell("quiet", requests(), 0);
      flood.startJob("flood", hall.url(), "--at-a-time", "64", "--stalled", "200");
      Awaits.within(LIMIT, () -> assertThat(flood.job().path("stalled").asInt()).isEqualTo(200));
      JsonNode answers = requests();
      flood.letJobGoOn();
      long handshakes = flood.awaitJob(LIMIT).path("answered").asLong();
      tell("flood", answers, handshakes);
      assertThat(handshakes).isPositive();
    }
    hall.assertNotRestarted();
  }

  private JsonNode requests() {
    open.startJob("steady", hall.url(), "--rate", "500", "--seconds", "8", "--warm-up", "1000");
    JsonNode end = open.awaitJob(LIMIT);
    assertThat(end.path("error").asText()).isEmpty();
    assertThat(end.path("answered").asInt()).isPositive().isEqualTo(end.path("expected").asInt());
    return end;
  }

  private static void tell(String run, JsonNode answers, long handshakes) {
    System.out.printf(
        "HandshakeFloodE2E: | %s | %s | %s | %s | %s | %s | %d |%n",
        run,
        answers.path("p50Micros"),
        answers.path("p90Micros"),
        answers.path("p99Micros"),
        answers.path("p999Micros"),
        answers.path("maxMicros"),
        handshakes);
  }
}
