package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * An operator with a newer sidecar is installed under load: nothing happens to a workload whose
 * policy is Manual, and the others are updated one after the other.
 */
@ClusterTest
@Order(57)
final class SidecarUpdateE2E {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int RATE = 50;

  private static final String IMAGE = "SIDECAR_IMAGE";
  private static final String MOST = "MAX_CONCURRENT_ROLLOUTS";
  private static final String MANUAL = "manual";
  private static final List<String> AUTO = List.of("auto-1", "auto-2");

  private final TestNamespace namespace;
  private final Operator operator;
  private final String image;
  private final String newer;
  private final Map<String, ClientPod> loads = new TreeMap<>();

  SidecarUpdateE2E(TestNamespace namespace) {
    this.namespace = namespace;
    operator = namespace.cluster().operator();
    image = operator.settings().getOrDefault(IMAGE, "");
    newer = image + "-newer";
  }

  @BeforeAll
  void upgradeAllUnderLoad() {
    namespace.cluster().tagImage(image, newer);
    install(MANUAL, "Manual");
    AUTO.forEach(shop -> install(shop, "Auto"));
    shops().forEach(shop -> namespace.upgrade(shop).awaitReady());
    for (String shop : shops()) {
      namespace.workload(shop).awaitRolledOut();
      String host = namespace.host(shop);
      ClientPod load = namespace.startClient("load-" + shop);
      load.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
      load.joinHttps(namespace.upgrade(shop).ca());
      loads.put(shop, load);
    }
  }

  @AfterAll
  void restoreTheOperator() {
    restartWith(image, null);
  }

  @Test
  @Order(1)
  void aNewerOperatorUpdatesOneAfterTheOtherAndLeavesManualOnesAlone() {
    // Given
    Map<String, Integer> pods = namespace.workload(MANUAL).restarts();
    Instant since = Instant.now();

    // When
    restartWith(newer, "1");
    AUTO.forEach(this::awaitUpdated);

    // Then
    List<AuditEntry> updates = updates(since);
    assertThat(updates).extracting(AuditEntry::name).containsExactlyInAnyOrderElementsOf(AUTO);
    assertThat(updates.getLast().time())
        .as("when the second was changed, after all pods of the first were ready")
        .isAfterOrEqualTo(readySince(updates.getFirst().name()));
    assertThat(namespace.upgrade(MANUAL).status().at("/sidecar/update/reason").asText())
        .isEqualTo("PolicyIsManual");
    assertThat(namespace.upgrade(MANUAL).condition("Ready").status()).isEqualTo("True");
    assertThat(sidecar(MANUAL)).isEqualTo(image);
    assertThat(namespace.workload(MANUAL).restarts()).isEqualTo(pods);
  }

  @Test
  @Order(2)
  void aManualOneIsUpdatedWhenItsUserSaysSo() {
    namespace.kubectl("annotate", "httpsupgrade", MANUAL, "httpsupgrade.dev/update-to=" + newer);

    awaitUpdated(MANUAL);
  }

  @Test
  @Order(3)
  void noRequestWasLost() {
    loads.forEach((shop, client) -> {
      LoadReport load = client.stopLoad();
      System.out.printf("SidecarUpdateE2E: %s: %s%n", shop, load.summary());
      assertThat(load.failures()).as("requests lost by %s", shop).isEmpty();
      assertThat(load.ok("https reused")).as("HTTPS requests of %s", shop).isPositive();
    });
    shops().forEach(shop -> namespace.upgrade(shop).delete());
    shops().forEach(shop -> namespace.upgrade(shop).awaitGone());
  }

  private static List<String> shops() {
    return List.of(MANUAL, AUTO.getFirst(), AUTO.getLast());
  }

  private void install(String shop, String policy) {
    namespace.create("shop.yaml", shop);
    namespace.create("shop-upgrade.yaml", shop);
    namespace
        .upgrade(shop)
        .patchSpec("{\"sidecar\":{\"update\":{\"policy\":\"%s\"}}}".formatted(policy));
  }

  private void restartWith(String sidecarImage, @Nullable String most) {
    var settings = new HashMap<String, @Nullable String>();
    settings.put(IMAGE, sidecarImage);
    settings.put(MOST, most);
    operator.restartWith(settings);
  }

  private void awaitUpdated(String shop) {
    Awaits.within(
        LIMIT,
        () ->
            assertThat(namespace.upgrade(shop).status().at("/sidecar/image").asText())
                .as("sidecar that was seen serving in every pod of %s", shop)
                .isEqualTo(newer));
    namespace.upgrade(shop).awaitReady();
    namespace.workload(shop).awaitRolledOut();
    assertThat(sidecar(shop)).isEqualTo(newer);
  }

  private String sidecar(String shop) {
    return namespace.workload(shop).template().getSpec().getInitContainers().stream()
        .filter(container -> container.getName().equals(Workload.SIDECAR))
        .findFirst()
        .orElseThrow()
        .getImage();
  }

  /** The first change of each workload, in order. */
  private List<AuditEntry> updates(Instant since) {
    return namespace.cluster().auditLog().of(Operator.USER, since).stream()
        .filter(entry -> entry.mutates() && entry.permitted() && !entry.dryRun())
        .filter(entry -> entry.namespace().equals(namespace.name()))
        .filter(entry -> entry.resource().equals("deployments"))
        .toList();
  }

  private Instant readySince(String shop) {
    return namespace.workload(shop).pods().stream()
        .flatMap(pod -> pod.getStatus().getConditions().stream())
        .filter(condition -> condition.getType().equals("Ready"))
        .map(condition -> Instant.parse(condition.getLastTransitionTime()))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
