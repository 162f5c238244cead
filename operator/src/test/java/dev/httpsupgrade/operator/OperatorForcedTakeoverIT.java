package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static dev.httpsupgrade.operator.Shop.userFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plain ports that are taken from their field managers, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorForcedTakeoverIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String FORCE = "services: {takeover: Force}";
  private static final String TO_SIDECAR = "web 80 hu-https";
  private static final String AS_BEFORE = "web 80 8080";
  private static final String SECURE = "https 443 hu-https";

  private final KubernetesClient client;
  private final Shop shop;
  private final AdmittedPods pods;

  OperatorForcedTakeoverIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    shop = new Shop(controlPlane);
    pods = new AdmittedPods(controlPlane, shop);
  }

  @BeforeEach
  void aDeployment() {
    shop.applyDeployment("");
  }

  @Test
  void aPortIsGivenBackToTheManagerThatItWasTakenFrom() {
    // Given a Service that was not made by an apply
    shop.applyService("shop", "[{name: web, port: 80}]");
    setTarget("kubectl-edit", "8080");
    Map<String, Object> before = userFields(shop.service("shop"));

    // When
    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");

    // Then
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);
    assertThat(shop.service("shop").getMetadata().getAnnotations())
        .containsEntry(
            Names.FORMER_TARGET_PORTS,
            "{\"80\":{\"targetPort\":8080,\"manager\":\"kubectl-edit\",\"operation\":\"Update\"}}");
    assertAtRest();
    shop.deleteUpgrade("shop");
    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
  }

  @Test
  void aPortIsGivenBackToTheManagerThatAppliesIt() {
    shop.applyService("shop", Shop.NAMED);
    Map<String, Object> before = userFields(shop.service("shop"));
    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);

    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
    shop.applyService("shop", "[{name: web, port: 80, targetPort: 9090}]");
    assertThat(shop.portsOf("shop")).containsExactly("web 80 9090");
  }

  @Test
  void withoutForceAPortIsGivenBack() {
    shop.applyService("shop", Shop.NAMED);
    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");

    shop.applyUpgrade("shop", "services: {takeover: Unowned}");

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Ready"))
                .startsWith("False Conflict")
                .contains("is owned by field manager owner"));
    assertThat(shop.portsOf("shop")).containsExactly(AS_BEFORE, SECURE);

    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");
    shop.applyUpgrade("shop", "");

    awaitPorts(AS_BEFORE, SECURE);
    shop.awaitReady("shop");
  }

  @Test
  void aPortThatIsSetBackTwiceIsLeftAlone() {
    // Given
    shop.applyService("shop", Shop.NAMED);
    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");

    // When it is set back once
    setTarget("helm", "8080");

    // Then it is taken again
    awaitPorts(TO_SIDECAR, SECURE);
    shop.awaitReady("shop");

    // When it is set back again
    setTarget("helm", "8080");

    // Then nobody fights
    String problem =
        "targetPort of port 80 of Service shop was set back twice within a minute by field manager helm";
    shop.awaitStatus(
        "shop",
        status -> {
          assertThat(condition(status, "Degraded")).startsWith("True Contested").contains(problem);
          assertThat(condition(status, "Ready")).startsWith("False Contested").contains(problem);
        });
    assertThat(shop.portsOf("shop")).containsExactly(AS_BEFORE, SECURE);
    assertAtRest();

    // When the user has mended that
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    shop.applyUpgrade("shop", FORCE);

    // Then
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);
  }

  @Test
  void aPortThatIsSetBackInTheMiddleOfAPassIsNotTakenUnseen() {
    shop.applyService("shop", Shop.NAMED);
    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");
    var looked = new AtomicBoolean();

    try (var sidecar =
        new StubbornSidecar(() -> {
          if (!looked.getAndSet(true)) {
            setTarget("helm", "8080");
          }
        })) {
      Pod pod = sidecar.pod(shop.namespace, shop.configMaps().getFirst().getMetadata().getName());
      pods.create(pod);
      await().atMost(SOON).untilTrue(looked);
      client.resource(pod).withGracePeriod(0).delete();
    }

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(shop.service("shop").getMetadata().getAnnotations())
                .hasEntrySatisfying(
                    Names.FORMER_TARGET_PORTS,
                    kept -> assertThat(kept).contains("\"again\":true")));
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);
  }

  @Test
  void whatTheServiceKeepsCanBeSpoiledAndNothingHangs() {
    shop.applyService("shop", Shop.NAMED);
    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");

    patch(
        "somebody",
        PatchType.JSON_MERGE,
        "{\"metadata\":{\"annotations\":{\"%s\":\"{\\\"80\\\":7\"}}}"
            .formatted(Names.FORMER_TARGET_PORTS));
    shop.deleteUpgrade("shop");

    assertThat(shop.portsOf("shop")).containsExactly("web 80 80");
  }

  @Test
  void aPortIsGivenBackAlsoIfSomebodyHasTakenTheHttpsPortAway() {
    shop.applyService("shop", Shop.NAMED);
    Map<String, Object> before = userFields(shop.service("shop"));
    shop.applyUpgrade("shop", FORCE);
    shop.awaitReady("shop");

    patch(
        "somebody",
        PatchType.STRATEGIC_MERGE,
        "{\"spec\":{\"ports\":[{\"port\":443,\"$patch\":\"delete\"}]}}");
    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
  }

  @Test
  void stagePlanTellsWhatWouldBeTaken() {
    shop.applyService("shop", Shop.NAMED);
    Service before = shop.service("shop");

    shop.applyUpgrade("shop", "stage: Plan\n  " + FORCE);

    var status =
        shop.awaitStatus(
            "shop", now -> assertThat(condition(now, "Ready")).startsWith("False Planned"));
    PlanStatus plan = Objects.requireNonNull(status.plan());
    assertThat(plan.obstacles()).isEmpty();
    assertThat(plan.services())
        .containsExactly("shop (ClusterIP): HTTPS on 443, plain through the sidecar on 80");
    assertThat(plan.objects())
        .filteredOn(object -> object.kind().equals("Service"))
        .singleElement()
        .satisfies(object ->
            assertThat(Objects.requireNonNull(object.fields()).changed())
                .containsExactly("spec.ports[web].targetPort"));
    assertThat(shop.service("shop")).isEqualTo(before);
  }

  private void setTarget(String manager, String target) {
    patch(
        manager,
        PatchType.STRATEGIC_MERGE,
        "{\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":%s}]}}".formatted(target));
  }

  private void patch(String manager, PatchType type, String patch) {
    client
        .resource(shop.service("shop"))
        .patch(
            new PatchContext.Builder().withPatchType(type).withFieldManager(manager).build(),
            patch);
  }

  private void awaitPorts(String... ports) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(shop.portsOf("shop")).isEqualTo(List.of(ports)));
  }

  private void assertAtRest() {
    shop.awaitStatus("shop", status -> assertThat(status.services()).containsExactly("shop"));
    Map<String, String> versions = shop.versions();
    shop.touch(1);
    shop.touch(2);
    assertThat(shop.versions()).isEqualTo(versions);
  }
}
