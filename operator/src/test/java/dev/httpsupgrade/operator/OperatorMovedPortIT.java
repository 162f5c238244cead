package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static dev.httpsupgrade.operator.Shop.userFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plain ports that an admission policy moves, and whose fields stay their owners'. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorMovedPortIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String BINDING = "https-upgrade-service-port";
  private static final String BY_ADMISSION = "services: {takeover: Admission}";
  private static final String TO_SIDECAR = "web 80 hu-https";
  private static final String AS_BEFORE = "web 80 8080";
  private static final String SECURE = "https 443 hu-https";

  private final KubernetesClient client;
  private final RunningOperator operator;
  private final Shop shop;

  OperatorMovedPortIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    this.operator = operator;
    shop = new Shop(controlPlane);
  }

  @BeforeEach
  void aDeployment() {
    shop.applyDeployment("");
  }

  @Test
  void aPortIsMovedAtEachWriteAndStaysItsOwners() {
    // Given
    shop.applyService("shop", Shop.NAMED);
    Map<String, Object> before = userFields(shop.service("shop"));
    String owned = Shop.ownedBy("owner", shop.service("shop"));

    // When
    shop.applyUpgrade("shop", BY_ADMISSION);
    shop.awaitReady("shop");

    // Then
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);
    assertThat(Shop.ownedBy("owner", shop.service("shop"))).isEqualTo(owned);
    // Once, the entries of managedFields change their order, which is by time.
    shop.applyService("shop", Shop.NAMED);
    Map<String, String> versions = shop.versions();
    shop.applyService("shop", Shop.NAMED);
    operator.lookAgain(shop, 1);
    assertThat(shop.versions()).as("after the owner's re-apply").isEqualTo(versions);

    shop.deleteUpgrade("shop");
    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
  }

  @Test
  void whatItsOwnerWroteMeanwhileIsWhatItGetsBack() {
    shop.applyService("shop", "[{name: web, port: 80}]");
    setTarget("helm", "8080");
    Map<String, Object> before = userFields(shop.service("shop"));
    shop.applyUpgrade("shop", "ports: [{name: https, appPort: 8080}]\n  " + BY_ADMISSION);
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);
    for (int i = 0; i < 3; i++) {
      setTarget("helm", "8080");
    }
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);
    shop.awaitReady("shop");

    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
  }

  @Test
  void whereItsOwnerHadItLeadIsKeptThoughSomebodyRemovesThat() {
    shop.applyService("shop", Shop.NAMED);
    Map<String, Object> before = userFields(shop.service("shop"));
    shop.applyUpgrade("shop", BY_ADMISSION);
    shop.awaitReady("shop");

    client
        .resource(shop.service("shop"))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s80\":null}}}".formatted(Names.OWNERS_TARGET_PORT));

    assertThat(shop.service("shop").getMetadata().getAnnotations())
        .containsEntry(Names.OWNERS_TARGET_PORT + "80", "8080");
    shop.deleteUpgrade("shop");
    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
  }

  @Test
  void aPortCanBeTakenByEachWayAfterTheOther() {
    shop.applyService("shop", Shop.NAMED);
    Map<String, Object> before = userFields(shop.service("shop"));
    for (String takeover : new String[] {"Force", "Admission", "Force", "Admission"}) {
      shop.applyUpgrade("shop", "services: {takeover: %s}".formatted(takeover));
      shop.awaitReady("shop");
      assertThat(shop.portsOf("shop")).as(takeover).containsExactly(TO_SIDECAR, SECURE);
    }
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly(AS_BEFORE, SECURE);

    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
  }

  @Test
  void anUnnamedPortAndOneThatIsNobodysAreMovedToo() {
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyService("shop-web", "[{name: web, port: 8080}]");
    Map<String, Object> unnamed = userFields(shop.service("shop"));
    Map<String, Object> nobodys = userFields(shop.service("shop-web"));

    shop.applyUpgrade("shop", BY_ADMISSION);
    shop.awaitReady("shop");

    assertThat(shop.portsOf("shop")).containsExactly("http 80 hu-https", SECURE);
    assertThat(shop.portsOf("shop-web")).containsExactly("web 8080 hu-https", SECURE);
    shop.deleteUpgrade("shop");
    assertThat(userFields(shop.service("shop"))).isEqualTo(unnamed);
    assertThat(userFields(shop.service("shop-web"))).isEqualTo(nobodys);
  }

  @Test
  void aPolicyThatIsGoneIsToldAndTheNextOneIsNoticed() {
    shop.applyService("shop", Shop.NAMED);
    Map<String, Object> before = userFields(shop.service("shop"));
    GenericKubernetesResource binding = bindings().withName(BINDING).get();
    bindings().withName(BINDING).delete();
    try {
      await("policy is gone").atMost(SOON).until(() -> !aServiceWouldBeMoved());
      shop.applyUpgrade("shop", BY_ADMISSION);
      shop.awaitStatus(
          "shop",
          status ->
              assertThat(condition(status, "Ready"))
                  .startsWith("False AdmissionNotInstalled: spec.services.takeover: port 80 of"));
      assertThat(shop.portsOf("shop")).containsExactly(AS_BEFORE, SECURE);
    } finally {
      binding.getMetadata().setResourceVersion(null);
      bindings().resource(binding).create();
      await("policy is there").atMost(SOON).until(this::aServiceWouldBeMoved);
    }

    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly(TO_SIDECAR, SECURE);
    shop.deleteUpgrade("shop");
    assertThat(userFields(shop.service("shop"))).isEqualTo(before);
  }

  @Test
  void stagePlanTellsWhatWouldBeMoved() {
    shop.applyService("shop", Shop.NAMED);
    Service before = shop.service("shop");

    shop.applyUpgrade("shop", "stage: Plan\n  " + BY_ADMISSION);

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

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      bindings() {
    return client.genericKubernetesResources(
        "admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding");
  }

  private boolean aServiceWouldBeMoved() {
    Service probe =
        new ServiceBuilder()
            .withNewMetadata()
            .withNamespace(shop.namespace)
            .withName("probe")
            .addToLabels(Names.TAKEOVER_LABEL, "admission")
            .addToAnnotations(Names.TARGET_PORTS, "80/TCP=hu-https")
            .endMetadata()
            .withNewSpec()
            .addNewPort()
            .withPort(80)
            .endPort()
            .endSpec()
            .build();
    return client.resource(probe).dryRun(true).create().getMetadata().getAnnotations().size() == 2;
  }

  private void setTarget(String manager, String target) {
    client
        .resource(shop.service("shop"))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager(manager)
                .build(),
            "{\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":%s}]}}".formatted(target));
  }
}
