package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Condition;
import dev.httpsupgrade.e2e.harness.KeyPairs;
import dev.httpsupgrade.e2e.harness.KeyPairs.Pair;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A source Secret that turns bad never reaches a pod. */
@ClusterTest
@Order(60)
final class BadSourceE2E {

  private static final String SOURCE = "bought";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What may be wrong with it. */
  enum Fault {
    EXPIRED("CertificateExpired"),
    NOT_YET_VALID("CertificateNotYetValid"),
    MISMATCHED("KeyMismatch"),
    GARBAGE("SourceInvalid");

    private final String reason;

    Fault(String reason) {
      this.reason = reason;
    }

    private Pair of(KeyPairs pairs) {
      return switch (this) {
        case EXPIRED -> pairs.expired();
        case NOT_YET_VALID -> pairs.notYetValid();
        case MISMATCHED -> pairs.mismatched();
        case GARBAGE -> pairs.garbage();
      };
    }
  }

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private final KeyPairs pairs;
  private ClientPod client;
  private Pair good;

  BadSourceE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
    this.pairs = new KeyPairs(namespace.host("shop"));
  }

  @BeforeAll
  void upgradeWithACertificateOfTheUsers() {
    good = pairs.good();
    namespace.create("shop.yaml");
    namespace.client().resource(good.in(SOURCE)).create();
    namespace.create("own-certificate-upgrade.yaml");
    client = namespace.startClient("client");
    shop.awaitReady();
  }

  @BeforeEach
  void aGoodSourceIsServed() {
    good = pairs.good();
    namespace.client().resource(good.in(SOURCE)).update();
    awaitServed(good.serialNumber());
  }

  @ParameterizedTest
  @EnumSource
  void theOldCertificateIsServedOnAndTheConditionSaysWhatIsWrongAndWhere(Fault fault) {
    // Given
    shop.awaitReady();
    var operatorRestarts = namespace.cluster().operator().restarts();

    // When
    namespace.client().resource(fault.of(pairs).in(SOURCE)).update();
    Condition condition = shop.awaitCondition(LIMIT, "CertificateReady", "False", fault.reason);
    Pod victim = workload.pods().getFirst();
    namespace.client().resource(victim).delete();
    workload.awaitRolledOut();

    // Then
    awaitServed(good.serialNumber());
    assertThat(condition.message()).contains(SOURCE);
    assertThat(shop.awaitCondition(LIMIT, "Ready", "True", "").reason()).isNotEqualTo("Ready");
    assertThat(shop.status().path("nextAction").asText()).contains(SOURCE);
    assertThat(workload.restarts()).hasSize(2).allSatisfy((_, count) -> assertThat(count).isZero());
    assertThat(namespace.cluster().operator().restarts()).isEqualTo(operatorRestarts);
  }

  private void awaitServed(BigInteger serialNumber) {
    String url = "https://" + namespace.host("shop") + "/get";
    Awaits.within(
        LIMIT,
        () ->
            assertThat(workload.podAddresses())
                .hasSize(2)
                .allSatisfy(address -> {
                  Answer answer =
                      client.fetch(url, "--ca", pairs.ca(), "--connect", address + ":8443");
                  assertThat(answer.error()).isEmpty();
                  assertThat(answer.serialNumber()).isEqualTo(serialNumber);
                }));
  }
}
