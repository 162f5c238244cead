package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The operator's CA is replaced three times under load, without hands and without a restart. */
@ClusterTest
@Order(62)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CaRotationE2E {

  private static final Map<String, @Nullable String> MINUTES =
      Map.of("CA_DURATION", "3m", "CA_TRUST_OVERLAP", "20s");
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Half of its life, and what it takes. */
  private static final Duration BY_ITSELF = Duration.ofSeconds(150);

  private static final Duration PUBLISHED = Duration.ofSeconds(30);
  private static final String BUNDLE = "https-upgrade-ca";
  private static final int RATE = 100;

  private final TestNamespace namespace;
  private final Operator operator;
  private final Upgrade shop;
  private final Workload workload;
  private Map<String, Integer> restarts = Map.of();
  private ClientPod load;
  private ClientPod observer;

  CaRotationE2E(TestNamespace namespace) {
    this.namespace = namespace;
    operator = namespace.cluster().operator();
    shop = namespace.upgrade("shop");
    workload = namespace.workload("shop");
  }

  @BeforeAll
  void upgradeUnderLoad() {
    namespace.create("shop.yaml");
    namespace.kubectl("label", "namespace", namespace.name(), "httpsupgrade.dev/ca-bundle=true");
    load = namespace.startClient("load");
    observer = namespace.startClient("observer");
    namespace.create("shop-upgrade.yaml", "shop");
    shop.awaitReady();
    workload.awaitRolledOut();
    restarts = workload.restarts();
    String url = namespace.host("shop") + "/get";
    load.startLoad("http://" + url, "https://" + url, RATE);
    load.joinHttps(published());
  }

  @AfterAll
  void giveTheOperatorItsSettingsBack() {
    if (operator.settings().keySet().containsAll(MINUTES.keySet())) {
      operator.restartWith(standard());
    }
  }

  @Test
  @Order(1)
  void whoTrustsTheFormerRootAloneAcceptsWhatTheNextOneIssues() {
    String former = shop.ca();
    String root = root();

    operator.askForTheNextCa();
    operator.restartWith(MINUTES);

    awaitAfter(root, SOON);
    assertServed(former);
    assertServed(published());
    assertThat(ca().path("renewalTime").asText()).isLessThan(ca().path("notAfter").asText());
    load.joinHttps(published());
  }

  @Test
  @Order(2)
  void atHalfOfItsLifeItIsReplacedByItself() {
    String former = shop.ca();

    awaitAfter(root(), BY_ITSELF);

    assertServed(former);
    assertServed(published());
    load.joinHttps(published());
  }

  @Test
  @Order(3)
  void aLongLifeComesBackWithTheStandardSettings() {
    String former = shop.ca();
    String root = root();

    operator.askForTheNextCa();
    operator.restartWith(standard());

    awaitAfter(root, SOON);
    assertServed(former);
    load.joinHttps(published());
  }

  @Test
  @Order(4)
  void noRequestWasLostAndNothingRestarted() {
    LoadReport report = load.stopLoad();
    System.out.println("CaRotationE2E: " + report.summary());
    assertThat(report.failures()).as("requests lost").isEmpty();
    assertThat(report.ok("https new")).isPositive();
    assertThat(workload.restarts()).isEqualTo(restarts);
    shop.awaitReady();
  }

  private static Map<String, @Nullable String> standard() {
    var standard = new HashMap<String, @Nullable String>();
    MINUTES.keySet().forEach(variable -> standard.put(variable, null));
    return standard;
  }

  private JsonNode ca() {
    return shop.status().at("/certificate/ca");
  }

  private String root() {
    return ca().path("fingerprint").asText();
  }

  /** What clients of the namespace are told to trust, which is what those of the cluster are. */
  private String published() {
    String trust = shop.ca();
    Awaits.within(
        PUBLISHED,
        () -> {
          ConfigMap bundle = namespace.client().configMaps().withName(BUNDLE).get();
          assertThat(bundle).as("ConfigMap %s", BUNDLE).isNotNull();
          assertThat(bundle.getData()).containsEntry("ca.crt", trust);
          GenericKubernetesResource everywhere = clusterTrustBundle().get();
          assertThat(everywhere).as("ClusterTrustBundle %s", BUNDLE).isNotNull();
          assertThat(everywhere.<String>get("spec", "trustBundle")).isEqualTo(trust);
        });
    return trust;
  }

  private Resource<GenericKubernetesResource> clusterTrustBundle() {
    return namespace
        .cluster()
        .client()
        .genericKubernetesResources("certificates.k8s.io/v1", "ClusterTrustBundle")
        .withName(BUNDLE);
  }

  private void awaitAfter(String root, Duration limit) {
    Awaits.within(
        limit,
        () -> {
          assertThat(root()).as("root").isNotEqualTo(root);
          assertThat(ca().path("phase").asText("")).isIn("Overlapping", "");
        });
    shop.awaitReady();
  }

  private void assertServed(String trusted) {
    String url = "https://" + namespace.host("shop") + "/get";
    assertThat(workload.podAddresses())
        .hasSize(2)
        .allSatisfy(address -> {
          Answer answer = observer.fetch(url, "--ca", trusted, "--connect", address + ":8443");
          assertThat(answer.error()).isEmpty();
          assertThat(answer.serialNumber()).isEqualTo(shop.serialNumber());
        });
  }
}
