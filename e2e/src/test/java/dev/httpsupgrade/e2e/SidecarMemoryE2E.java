package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Hall;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However much is asked of it, a sidecar keeps within its container's memory. */
@ClusterTest
@Order(120)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class SidecarMemoryE2E {

  private static final int BODY_MIB =
      Integer.parseInt(System.getenv().getOrDefault("LARGE_BODY_MIB", "64"));

  private static final Duration LONG = Duration.ofMinutes(10);

  private final TestNamespace namespace;
  private ClientPod client;
  private Hall small;
  private Hall middle;
  private Hall large;

  SidecarMemoryE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @BeforeAll
  void makeRoom() {
    client = namespace.startClient("client", "-Xmx2g");
    ClientPod observer = namespace.startClient("observer");
    small = new Hall(namespace, observer, "small", "64Mi");
    middle = new Hall(namespace, observer, "middle", "96Mi");
    large = new Hall(namespace, observer, "large", "256Mi");
    namespace.upgrade("large").patchSpec("{\"limits\": {\"connections\": {\"max\": 11000}}}");
    small.awaitReady();
    middle.awaitReady();
    large.awaitReady();
  }

  /** The pace is that of the side that reads, in MiB/s; 0 is as fast as it can. */
  @ParameterizedTest(name = "{0}, {1} MiB/s")
  @CsvSource({"--up, 0", "--up, 64", "--down, 0", "--down, 64"})
  void aLargeBodyPassesThrough96Mebibytes(String direction, int pace) {
    // When
    client.startJob(
        "transfer", middle.url(), direction, "" + BODY_MIB, "--mibps", Integer.toString(pace));
    JsonNode end = client.awaitJob(LONG);

    // Then
    tell("%s %d MiB at %d MiB/s: %s".formatted(direction, BODY_MIB, pace, end), middle);
    assertThat(end.path("error").asText()).isEmpty();
    assertThat(end.path("right").asLong()).isEqualTo((long) BODY_MIB << 20);
    middle.assertNotRestarted();
  }

  @Test
  void tenThousandIdleConnectionsFitIn256Mebibytes() {
    // Given
    client.startJob("hold", large.url(), "--connections", "10000");
    JsonNode open = awaitOpened();
    assertThat(open.path("problems")).isEmpty();
    Awaits.within(
        Duration.ofSeconds(10),
        () ->
            assertThat(large.metric("https_upgrade_open_connections", "https")).isEqualTo(10_000));

    // When
    client.letJobGoOn();
    JsonNode end = client.awaitJob(LONG);

    // Then
    tell("10000 connections: " + end, large);
    assertThat(end.path("answered").asInt()).isEqualTo(10_000);
    large.assertNotRestarted();
  }

  @Test
  void in64MebibytesTheConnectionLimitRefusesBeforeTheKernelKills() {
    // Given as many busy clients as there may be
    client.startJob(
        "hold", small.url(), "--connections", "20000", "--refusals", "500", "--wait", "/wait");
    JsonNode open = awaitOpened();
    long limit = small.metric("https_upgrade_connection_limit", "");

    // When
    small.askApp("/go");
    client.letJobGoOn();
    JsonNode end = client.awaitJob(LONG);

    // Then
    tell("limit of %d connections: %s".formatted(limit, end), small);
    assertThat(open.path("refused").asInt()).isGreaterThanOrEqualTo(500);
    assertThat(end.path("lost").asLong())
        .as("connections that were not closed while they had no request yet")
        .isEqualTo(small.metric("https_upgrade_connections_closed_total", "made_room"));
    assertThat(end.path("answered").asInt()).isPositive();
    assertThat(small.metric("https_upgrade_connections_closed_total", "too_many_connections"))
        .isGreaterThanOrEqualTo(500);
    small.assertNotRestarted();
  }

  private JsonNode awaitOpened() {
    Awaits.within(LONG, () -> assertThat(client.job().path("opened").asBoolean()).isTrue());
    return client.job();
  }

  private static void tell(String what, Hall hall) {
    System.out.printf("SidecarMemoryE2E: %s; most memory: %s%n", what, hall.peakMemory());
  }
}
