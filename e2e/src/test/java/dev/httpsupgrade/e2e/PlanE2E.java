package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Stage Plan changes nothing, and what it announces is what then happens. */
@ClusterTest
@Order(25)
final class PlanE2E {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration AT_REST = Duration.ofSeconds(10);
  private static final Set<String> ITS_OWN =
      Set.of("httpsupgrades", "httpsupgrades/status", "events");

  private final TestNamespace namespace;
  private final Workload shop;
  private final Upgrade upgrade;
  private Originals originals;

  PlanE2E(TestNamespace namespace) {
    this.namespace = namespace;
    shop = namespace.workload("shop");
    upgrade = namespace.upgrade("shop");
  }

  @BeforeAll
  void createAnApp() {
    namespace.create("shop.yaml");
    shop.awaitRolledOut();
    originals = originals();
  }

  @Test
  @Order(1)
  void planAsksAndTellsAndWritesNothingElse() {
    // Given
    Instant since = Instant.now();
    var pods = shop.restarts();

    // When
    namespace.kubectlApply(namespace.text("shop-upgrade.yaml") + "  stage: Plan\n");
    upgrade.awaitCondition(LIMIT, "Ready", "False", "Planned");
    Instant planned = Instant.now();
    Awaits.observe(AT_REST);

    // Then
    assertThat(writes(since))
        .filteredOn(entry -> !entry.dryRun())
        .as("what was not only asked")
        .allMatch(entry -> ITS_OWN.contains(entry.resource()));
    assertThat(writes(since)).filteredOn(AuditEntry::dryRun).hasSize(4);
    assertThat(writes(planned)).isEmpty();
    assertThat(originals.differences()).isEmpty();
    assertThat(shop.restarts()).isEqualTo(pods);
    assertThat(
            namespace.kubectl(
                "get",
                "secrets,configmaps",
                "--selector=httpsupgrade.dev/upgrade",
                "--ignore-not-found"))
        .isEmpty();
  }

  @Test
  @Order(2)
  void whatWasAnnouncedHappens() {
    // Given
    JsonNode plan = upgrade.status().path("plan");
    String revision = revision();

    // When
    upgrade.patchSpec("{\"stage\":\"Observe\"}");
    upgrade.awaitReady();

    // Then
    assertThat(announced(plan, "Change")).isEqualTo(changedSince(originals));
    assertThat(announced(plan, "Create")).allSatisfy(this::assertIsThere).hasSize(2);
    assertThat(announced(plan, "Delete")).isEmpty();
    assertThat(!revision().equals(revision))
        .isEqualTo(plan.at("/rollout/podsReplaced").asBoolean());
    assertThat(plan.at("/rollout/lossless").asBoolean()).isTrue();
    assertThat(plan.at("/rollout/pods").asInt()).isEqualTo(2);
    assertThat(upgrade.status().has("plan")).isFalse();
  }

  @Test
  @Order(3)
  void anUpgradedAppStaysAsItIsWhileAChangeIsPlanned() {
    // Given
    Originals upgraded = originals();
    Instant since = Instant.now();

    // When
    upgrade.patchSpec("{\"stage\":\"Plan\",\"http\":{\"hsts\":{\"maxAge\":\"1h\"}}}");
    upgrade.awaitCondition(LIMIT, "Ready", "False", "Planned");

    // Then
    JsonNode plan = upgrade.status().path("plan");
    assertThat(announced(plan, "Change")).hasSize(1).allMatch(name -> name.startsWith("ConfigMap"));
    assertThat(plan.at("/rollout/podsReplaced").asBoolean()).isFalse();
    assertThat(upgraded.differences()).isEmpty();
    assertThat(writes(since))
        .filteredOn(entry -> !entry.dryRun())
        .allMatch(entry -> ITS_OWN.contains(entry.resource()));
  }

  @Test
  @Order(4)
  void deletedInStagePlanItIsUndone() {
    // When
    upgrade.delete();
    upgrade.awaitGone();

    // Then
    shop.awaitRolledOut();
    assertThat(originals.differences()).isEmpty();
  }

  private Originals originals() {
    return namespace
        .originals()
        .with("apps/v1", "Deployment", "shop")
        .with("v1", "Service", "shop");
  }

  private List<AuditEntry> writes(Instant since) {
    return namespace.cluster().auditLog().of(Operator.USER, since).stream()
        .filter(AuditEntry::mutates)
        .filter(entry -> entry.namespace().equals(namespace.name()))
        .toList();
  }

  private void assertIsThere(String kindAndName) {
    int space = kindAndName.indexOf(' ');
    String kind = kindAndName.substring(0, space);
    assertThat(namespace.get("v1", kind, kindAndName.substring(space + 1))).isNotNull();
  }

  private String revision() {
    return namespace
        .client()
        .apps()
        .deployments()
        .withName("shop")
        .get()
        .getMetadata()
        .getAnnotations()
        .getOrDefault("deployment.kubernetes.io/revision", "");
  }

  /** Kind and name of the objects that are told with that action. */
  private static Set<String> announced(JsonNode plan, String action) {
    var names = new TreeSet<String>();
    StreamSupport.stream(plan.path("objects").spliterator(), false)
        .filter(object -> object.path("action").asText().equals(action))
        .map(object -> object.path("kind").asText() + " " + object.path("name").asText())
        .forEach(names::add);
    return names;
  }

  private static Set<String> changedSince(Originals originals) {
    var names = new TreeSet<String>();
    originals.differences().stream()
        .map(difference -> difference.substring(0, difference.indexOf(" /")))
        .forEach(names::add);
    return names;
  }
}
