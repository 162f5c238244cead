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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A renewed certificate is served, soon and without a restart. */
@ClusterTest
@Order(110)
final class RenewalE2E {

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
    namespace.client().apps().deployments().withName("shop").scale(3);
    client = namespace.startClient("client");
    namespace.create("short-lived-upgrade.yaml", "aging");
    namespace.create("shop-upgrade.yaml", "shop");
    namespace.upgrade("aging").awaitReady();
    namespace.upgrade("shop").awaitReady();
    namespace.workload("shop").awaitRolledOut();
  }

  @Test
  @Order(1)
  void theLastPodServesItWithinFiveSecondsOfTheSecretsChange() {
    // Given
    Upgrade shop = namespace.upgrade("shop");
    Workload workload = namespace.workload("shop");
    var restarts = workload.restarts();
    BigInteger former = shop.serialNumber();
    Resource<Secret> secret = namespace.client().secrets().withName(shop.ownedName());
    String formerPem = secret.get().getData().get("tls.crt");

    // When
    shop.patchSpec("{\"certificate\":{\"duration\":\"2000h\",\"operatorCA\":{}}}");
    secret.waitUntilCondition(
        now -> !Objects.equals(now.getData().get("tls.crt"), formerPem), 30, TimeUnit.SECONDS);
    long changed = System.nanoTime();

    // Then
    Awaits.within(
        AFTER_THE_SECRET,
        () ->
            assertThat(workload.podAddresses())
                .hasSize(3)
                .allSatisfy(address -> assertThat(served("shop", address)).isNotEqualTo(former)));
    System.out.printf(
        "RenewalE2E: the last of 3 pods served the new certificate %d ms after the Secret's change%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - changed));
    shop.awaitReady();
    assertThat(served("shop", workload.podAddresses().getFirst())).isEqualTo(shop.serialNumber());
    assertThat(workload.restarts()).isEqualTo(restarts);
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
