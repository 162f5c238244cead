package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may write an HttpsUpgrade, by {@code deploy/} on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class AdmissionPolicyIT {

  private static final Path POLICY = Path.of("..", "deploy", "base", "admission-policy.yaml");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PolicyRule UPGRADES =
      User.rule("httpsupgrade.dev", "httpsupgrades", "create", "get", "update", "patch", "delete");
  private static final PolicyRule DEPLOYMENTS = User.rule("apps", "deployments", "update");
  private static final PolicyRule SERVICES = User.rule("", "services", "update");
  private static final PolicyRule SECRETS = User.rule("", "secrets", "get", "create");

  private final ControlPlane controlPlane;
  private final String namespace;
  private final User alice;

  AdmissionPolicyIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    namespace = controlPlane.newNamespace();
    alice = new User(controlPlane, "alice");
  }

  /** A policy takes effect a moment after it was made. */
  @BeforeAll
  static void install(ControlPlane controlPlane) throws IOException {
    for (HasMetadata object : controlPlane.load(POLICY)) {
      controlPlane.client().resource(object).create();
    }
    var probe = new AdmissionPolicyIT(controlPlane);
    probe.alice.grant(probe.namespace, UPGRADES);
    probe.awaitRefusal(upgrade(probe.namespace, "probe", ""), "spec.targetRef");
  }

  @AfterAll
  static void remove(ControlPlane controlPlane) throws IOException {
    for (HasMetadata object : controlPlane.load(POLICY)) {
      controlPlane.client().resource(object).delete();
    }
  }

  @Test
  void whoeverMayDoAllThatTheOperatorWillDoIsAccepted() {
    alice.grant(namespace, UPGRADES, DEPLOYMENTS, SERVICES, SECRETS);

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(refusal(upgrade(namespace, "shop", ""))).isEmpty());
  }

  @ParameterizedTest(name = "without {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "deployments update | spec.targetRef: alice may not update Deployment shop in namespace NS, so neither may an HttpsUpgrade of theirs; ask for verb update on it",
        "services update | spec.services.names: alice may not update the Services in namespace NS, so neither may an HttpsUpgrade of theirs; ask for verb update on them",
        "secrets get | spec.certificate: alice may not get and create Secrets in namespace NS, so neither may an HttpsUpgrade of theirs; ask for these verbs",
        "secrets create | spec.certificate: alice may not get and create Secrets in namespace NS, so neither may an HttpsUpgrade of theirs; ask for these verbs",
      })
  void whoeverMayNotIsToldWhatToAskFor(String missing, String message) {
    alice.grant(
        namespace,
        Stream.of(UPGRADES, DEPLOYMENTS, SERVICES, SECRETS)
            .map(rule -> without(rule, missing.split(" ")))
            .filter(rule -> !rule.getVerbs().isEmpty())
            .toArray(PolicyRule[]::new));

    awaitRefusal(upgrade(namespace, "shop", ""), message.replace("NS", namespace));
  }

  @ParameterizedTest
  @CsvSource({"StatefulSet, statefulsets", "DaemonSet, daemonsets"})
  void theTargetIsCheckedAsWhatItIs(String kind, String resource) {
    alice.grant(namespace, UPGRADES, User.rule("apps", resource, "update"), SERVICES, SECRETS);

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(refusal(upgrade(namespace, "shop", "", kind + ", name: shop"))).isEmpty());
    assertThat(refusal(upgrade(namespace, "shop", "")))
        .contains("spec.targetRef: alice may not update Deployment shop");
  }

  @Test
  void listedServicesAndTheTargetAreCheckedByName() {
    alice.grant(namespace, UPGRADES, SECRETS, named(DEPLOYMENTS, "shop"), named(SERVICES, "shop"));

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(refusal(upgrade(namespace, "listed", "services: {names: [shop]}")))
                .isEmpty());
    assertThat(refusal(upgrade(namespace, "two", "services: {names: [shop, other]}")))
        .contains("spec.services.names: alice may not update");
    assertThat(refusal(upgrade(namespace, "all", ""))).contains("spec.services.names: alice");
    HttpsUpgrade other =
        upgrade(namespace, "other", "services: {names: [shop]}", "Deployment, name: other");
    assertThat(refusal(other)).contains("spec.targetRef: alice may not update Deployment other");
  }

  @Test
  void asManyServicesCanBeListedAsTheCrdAllows() {
    alice.grant(namespace, UPGRADES, DEPLOYMENTS, SERVICES, SECRETS);
    String services =
        IntStream.range(0, 16).mapToObj(i -> "s" + i).collect(Collectors.joining(", "));

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(
                    refusal(
                        upgrade(namespace, "shop", "services: {names: [%s]}".formatted(services))))
                .isEmpty());
  }

  @Test
  void eachOfManyListedServicesIsChecked() {
    alice.grant(
        namespace,
        UPGRADES,
        DEPLOYMENTS,
        SECRETS,
        new PolicyRuleBuilder(SERVICES).withResourceNames("s0", "s1", "s2", "s3", "s4").build());

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(
                    refusal(upgrade(namespace, "shop", "services: {names: [s0, s1, s2, s3, s4]}")))
                .isEmpty());
    assertThat(refusal(upgrade(namespace, "shop", "services: {names: [s0, s1, s2, s3, s5]}")))
        .contains("spec.services.names: alice may not update");
  }

  @Test
  void aChangeOfTheSpecIsCheckedToo() {
    controlPlane.client().resource(upgrade(namespace, "shop", "")).create();
    alice.grant(namespace, UPGRADES);
    HttpsUpgrade changed = upgrade(namespace, "shop", "tls: {minVersion: \"1.3\"}");

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(User.message(() -> alice.client().resource(changed).update()))
                .contains("spec.targetRef: alice may not update Deployment shop"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"metadata\":{\"finalizers\":[\"httpsupgrade.dev/restore\"]}}",
        "{\"metadata\":{\"labels\":{\"team\":\"shop\"}}}",
      })
  void aChangeOfTheMetadataIsNot(String patch) {
    controlPlane.client().resource(upgrade(namespace, "shop", "")).create();
    alice.grant(namespace, UPGRADES);

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(User.message(() -> shop().patch(MERGE, patch))).isEmpty());
  }

  @Test
  void aChangeOfTheStatusIsNot() {
    controlPlane.client().resource(upgrade(namespace, "shop", "")).create();
    alice.grant(
        namespace, UPGRADES, User.rule("httpsupgrade.dev", "httpsupgrades/status", "patch"));

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(
                    User.message(() ->
                        shop()
                            .subresource("status")
                            .patch(MERGE, "{\"status\":{\"nextAction\":\"none\"}}")))
                .isEmpty());
  }

  @Test
  void aDeletionIsNot() {
    controlPlane.client().resource(upgrade(namespace, "shop", "")).create();
    alice.grant(namespace, UPGRADES);

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(User.message(() -> shop().delete())).isEmpty());
  }

  private Resource<HttpsUpgrade> shop() {
    return alice.client().resources(HttpsUpgrade.class).inNamespace(namespace).withName("shop");
  }

  private void awaitRefusal(HttpsUpgrade upgrade, String message) {
    await().atMost(SOON).untilAsserted(() -> assertThat(refusal(upgrade)).contains(message));
  }

  private String refusal(HttpsUpgrade upgrade) {
    return User.message(() -> alice.client().resource(upgrade).dryRun().create());
  }

  private static HttpsUpgrade upgrade(String namespace, String name, String more) {
    return upgrade(namespace, name, more, "Deployment, name: shop");
  }

  private static HttpsUpgrade upgrade(String namespace, String name, String more, String target) {
    return GoldenCase.YAML.unmarshal(
        """
        apiVersion: httpsupgrade.dev/v1alpha1
        kind: HttpsUpgrade
        metadata: {namespace: %s, name: %s}
        spec:
          targetRef: {kind: %s}
          %s
        """
            .formatted(namespace, name, target, more),
        HttpsUpgrade.class);
  }

  private static PolicyRule named(PolicyRule rule, String name) {
    return new PolicyRuleBuilder(rule).withResourceNames(name).build();
  }

  private static PolicyRule without(PolicyRule rule, String... resourceAndVerb) {
    return rule.getResources().contains(resourceAndVerb[0])
        ? new PolicyRuleBuilder(rule)
            .withVerbs(
                rule.getVerbs().stream().filter(verb -> !verb.equals(resourceAndVerb[1])).toList())
            .build()
        : rule;
  }
}
