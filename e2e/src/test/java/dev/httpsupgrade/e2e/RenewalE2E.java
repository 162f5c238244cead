package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A renewed certificate is served, soon and without a restart. */
@ClusterTest
@Order(110)
final class RenewalE2E {

  private static final int PODS = 10;
  private static final int RENEWALS = 10;
  private static final Duration AFTER_THE_SECRET = Duration.ofSeconds(5);

  /** A short-lived certificate is renewed 30 seconds after it was issued. */
  private static final Duration BY_TIME = Duration.ofSeconds(60);

  private final TestNamespace namespace;
  private ClientPod client;

  RenewalE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @BeforeAll
  void upgradeTwoShops() {
    namespace.create("shop.yaml", "aging");
    namespace.create("shop.yaml", "shop");
    namespace.client().apps().deployments().withName("shop").scale(PODS);
    client = namespace.startClient("client");
    namespace.create("short-lived-upgrade.yaml", "aging");
    namespace.create("shop-upgrade.yaml", "shop");
    namespace.upgrade("aging").awaitReady();
    namespace.upgrade("shop").awaitReady();
    namespace.workload("shop").awaitRolledOut();
  }

  @Test
  @Order(1)
  void theLastOfTenPodsServesItWithinFiveSecondsOfTheSecretsChange() {
    Workload workload = namespace.workload("shop");
    var restarts = workload.restarts();
    assertThat(workload.podAddresses()).hasSize(PODS);

    List<Duration> took =
        IntStream.range(0, RENEWALS)
            .mapToObj(renewal -> renew(workload, renewal))
            .sorted()
            .toList();

    System.out.printf(
        "RenewalE2E: the last of %d pods served a new certificate after the Secret's change in %d ms (median of %d; slowest %d ms)%n",
        PODS, took.get(RENEWALS / 2).toMillis(), RENEWALS, took.getLast().toMillis());
    assertThat(took.getLast()).isLessThan(AFTER_THE_SECRET);
    namespace.upgrade("shop").awaitReady();
    assertThat(workload.restarts()).isEqualTo(restarts);
  }

  /** How long it took from the Secret's change until no pod served the former certificate. */
  private Duration renew(Workload workload, int renewal) {
    Upgrade shop = namespace.upgrade("shop");
    Resource<Secret> secret = namespace.client().secrets().withName(shop.ownedName());
    String formerPem = secret.get().getData().get("tls.crt");
    BigInteger former = served("shop", workload.podAddresses().getFirst());
    var behind = new ArrayDeque<>(workload.podAddresses());

    namespace.kubectl(
        "annotate", "httpsupgrade", "shop", "--overwrite", "httpsupgrade.dev/renew=" + renewal);
    secret.waitUntilCondition(
        now -> !Objects.equals(now.getData().get("tls.crt"), formerPem), 30, TimeUnit.SECONDS);
    long changed = System.nanoTime();
    Awaits.within(
        AFTER_THE_SECRET,
        () -> {
          behind.removeIf(address -> !served("shop", address).equals(former));
          assertThat(behind).as("pods that serve the former certificate").isEmpty();
        });
    return Duration.ofNanos(System.nanoTime() - changed);
  }

  @Test
  @Order(2)
  void itIsRenewedInTimeBeforeItExpires() {
    // Given
    Upgrade aging = namespace.upgrade("aging");
    Workload workload = namespace.workload("aging");
    var restarts = workload.restarts();
    BigInteger former = aging.serialNumber();

    // Then
    Awaits.within(
        BY_TIME,
        () ->
            assertThat(workload.podAddresses())
                .allSatisfy(address -> assertThat(served("aging", address)).isNotEqualTo(former)));
    assertThat(workload.restarts()).isEqualTo(restarts);
    aging.awaitReady();
  }

  private BigInteger served(String service, String address) {
    Answer answer =
        client.fetch("https://" + namespace.host(service) + "/get", "--connect", address + ":8443");
    assertThat(answer.error()).isEmpty();
    return answer.serialNumber();
  }
}
