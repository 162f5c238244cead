package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.CaPhase;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.CaLife;
import dev.httpsupgrade.operator.certificate.Chains;
import dev.httpsupgrade.operator.certificate.TestAuthorities;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of the operator's CA, from generation to generation, on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class OperatorCaRotationIT {

  private static final String LABEL = "ca-rotation";
  private static final String OWN = "shop-https-upgrade";
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration AFTER_THE_NEXT_READ = Duration.ofSeconds(11);
  private static final CaLife LONG = new CaLife(YEAR, Duration.ofDays(30));

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final String home;
  private final Shop shop;

  OperatorCaRotationIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    client = controlPlane.client();
    home = controlPlane.newHome();
    shop = new Shop(controlPlane, LABEL + home);
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
  }

  @Test
  void theNextCaIsPublishedThenIssuesAndTheFormerOneIsTrustedForAWhile() {
    try (var operator = operator(new CaLife(YEAR, Duration.ofSeconds(5)))) {
      shop.applyUpgrade("shop", "");
      shop.awaitReady("shop");
      X509Certificate first = roots().getFirst();
      Chains.assertTrusted(served(), first, Instant.now());

      scale(1);
      askForTheNext();
      operator.lookAgain(shop, 1);
      awaitPhase(CaPhase.Publishing, status -> assertThat(roots()).hasSize(2).startsWith(first));
      X509Certificate second = roots().getLast();
      assertThat(Chains.in(shop.secret(OWN), "tls.crt")).hasSize(2);
      assertThat(authority().get().getMetadata().getAnnotations()).doesNotContainKey(Names.RENEW);

      scale(0);
      awaitPhase(CaPhase.Overlapping, status -> assertThat(roots()).containsExactly(second, first));
      assertThat(served()).as("the leaf, its issuer, the bridge").hasSize(3);
      Chains.assertTrusted(served(), first, Instant.now());
      Chains.assertTrusted(served(), second, Instant.now());

      awaitLooking(operator, () -> assertThat(roots()).containsExactly(second));
      HttpsUpgradeStatus after =
          shop.awaitStatus("shop", status -> assertThat(ca(status).phase()).isNull());
      assertThat(ca(after).fingerprint()).isEqualTo(Chains.fingerprint(second));
      assertThat(authority().get().getData())
          .containsOnlyKeys("ca.crt", "tls.crt", "tls.key", "root.key");
    }
  }

  @Test
  void whoeverLeadsNextGoesOnWhereTheLastOneStopped() {
    shop.applyUpgrade("shop", "");
    X509Certificate second;
    try (var operator = operator(LONG)) {
      shop.awaitReady("shop");
      scale(1);
      askForTheNext();
      operator.lookAgain(shop, 1);
      awaitPhase(CaPhase.Publishing, status -> assertThat(roots()).hasSize(2));
      second = roots().getLast();
    }
    scale(0);
    try (var _ = operator(LONG)) {
      HttpsUpgradeStatus status =
          awaitPhase(
              CaPhase.Overlapping, present -> assertThat(roots()).hasSize(2).startsWith(second));
      assertThat(Instant.parse(Objects.requireNonNull(ca(status).formerTrustedUntil())))
          .isBetween(
              Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(30)));
    }
  }

  @Test
  void afterAYearWithoutTheOperatorEverythingComesBackWithoutHands() {
    Secret expired =
        TestAuthorities.published(
            home, new CaLife(Duration.ofDays(100), Duration.ofDays(20)), Instant.now().minus(YEAR));
    client.resource(expired).create();
    List<X509Certificate> before = Chains.in(expired, "ca.crt");
    shop.applyUpgrade("shop", "");

    try (var _ = operator(LONG)) {
      HttpsUpgradeStatus status = shop.awaitReady("shop");

      assertThat(condition(status, "CertificateReady")).startsWith("True Issued");
      assertThat(roots()).hasSize(1).doesNotContainAnyElementsOf(before);
      Chains.assertTrusted(served(), roots().getFirst(), Instant.now());
      assertThat(ca(status).phase()).isNull();
    }
  }

  @Test
  void aCaThatSomebodyPutsInItsPlaceIsFollowed() {
    shop.applyUpgrade("shop", "");
    try (var operator = operator(LONG)) {
      shop.awaitReady("shop");
      Secret restored = TestAuthorities.published(home, LONG, Instant.now());
      authority().delete();
      client.resource(restored).create();

      awaitLooking(
          operator,
          () ->
              Chains.assertTrusted(
                  served(), Chains.in(restored, "ca.crt").getFirst(), Instant.now()));
    }
  }

  @Test
  void garbageInItsPlaceStopsNothing() {
    shop.applyUpgrade("shop", "");
    try (var operator = operator(LONG)) {
      shop.awaitReady("shop");
      List<X509Certificate> before = roots();
      Secret good = authority().get();
      authority()
          .patch(
              PatchContext.of(PatchType.JSON_MERGE), "{\"data\": {\"tls.crt\": \"Z2FyYmFnZQ==\"}}");

      await()
          .pollDelay(AFTER_THE_NEXT_READ)
          .atMost(AFTER_THE_NEXT_READ.multipliedBy(2))
          .until(() -> true);
      shop.applyUpgrade("shop", "certificate: {duration: 24h, operatorCA: {}}");
      shop.awaitStatus(
          "shop",
          status ->
              assertThat(served().getFirst().getNotAfter())
                  .isBefore(Instant.now().plus(Duration.ofHours(25))));
      assertThat(roots()).isEqualTo(before);

      authority()
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"data\": {\"tls.crt\": \"%s\"}}".formatted(good.getData().get("tls.crt")));
      operator.lookAgain(shop, 1);
      shop.awaitReady("shop");
      assertThat(roots()).isEqualTo(before);
    }
  }

  private RunningOperator operator(CaLife life) {
    OperatorSettings all = GoldenCase.SETTINGS;
    var settings =
        new OperatorSettings(
            new OperatorSettings.Replica(home, "ca-rotation"),
            Set.of(),
            all.sidecarImage(),
            all.cluster(),
            all.rollouts(),
            life);
    return new RunningOperator(controlPlane, "ca-rotation", settings, LABEL + home);
  }

  private Resource<Secret> authority() {
    return client.secrets().inNamespace(home).withName("https-upgrade-ca");
  }

  private void askForTheNext() {
    authority()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"annotations\": {\"%s\": \"now\"}}}".formatted(Names.RENEW));
  }

  private void scale(int replicas) {
    client.apps().deployments().inNamespace(shop.namespace).withName("shop").scale(replicas);
  }

  /** It looks at its Secret every ten seconds, and at an upgrade at rest every minute. */
  private void awaitLooking(RunningOperator operator, ThrowingRunnable assertion) {
    var looks = new AtomicInteger();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          operator.lookAgain(shop, looks.incrementAndGet());
          assertion.run();
        });
  }

  private HttpsUpgradeStatus awaitPhase(CaPhase phase, ThrowingConsumer<HttpsUpgradeStatus> also) {
    return shop.awaitStatus(
        "shop",
        status -> {
          assertThat(ca(status).phase()).isEqualTo(phase);
          also.accept(status);
        });
  }

  private static HttpsUpgradeStatus.CaStatus ca(HttpsUpgradeStatus status) {
    return Optional.ofNullable(status.certificate())
        .map(HttpsUpgradeStatus.CertificateStatus::ca)
        .orElseThrow(() -> new AssertionError("no status.certificate.ca"));
  }

  private List<X509Certificate> roots() {
    return Chains.in(shop.secret(OWN), "ca.crt");
  }

  private List<X509Certificate> served() {
    return Chains.in(shop.secret(OWN), "tls.crt");
  }
}
