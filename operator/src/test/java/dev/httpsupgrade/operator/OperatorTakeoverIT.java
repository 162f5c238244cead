package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static dev.httpsupgrade.operator.Shop.userFields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plain ports of Services that lead through the sidecar, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorTakeoverIT {

  private static final String UNOWNED = "services: {takeover: Unowned}";
  private static final String UPGRADED = "ports: [{name: https, appPort: 8080}]\n  " + UNOWNED;

  private final KubernetesClient client;
  private final Shop shop;

  OperatorTakeoverIT(ControlPlane controlPlane, RunningOperator operator) {
    client = controlPlane.client();
    shop = new Shop(controlPlane);
  }

  @BeforeEach
  void aDeployment() {
    shop.applyDeployment("");
  }

  @Test
  void aPortThatIsNobodysLeadsThroughTheSidecarAndIsGivenBack() {
    shop.applyService("shop", "[{port: 8080}]");
    shop.applyService("shop-web", "[{name: web, port: 8080}, {name: other, port: 9090}]");
    Map<String, Object> unnamed = userFields(shop.service("shop"));
    Map<String, Object> named = userFields(shop.service("shop-web"));

    shop.applyUpgrade("shop", UPGRADED);
    shop.awaitReady("shop");

    assertThat(shop.portsOf("shop")).containsExactly("http 8080 hu-https", "https 443 hu-https");
    assertThat(shop.portsOf("shop-web"))
        .containsExactly("web 8080 hu-https", "other 9090 9090", "https 443 hu-https");

    shop.deleteUpgrade("shop");

    assertThat(userFields(shop.service("shop"))).isEqualTo(unnamed);
    assertThat(userFields(shop.service("shop-web"))).isEqualTo(named);
  }

  @Test
  void withoutTakeoverAPortThatWasTakenIsGivenBack() {
    shop.applyService("shop", "[{name: web, port: 8080}]");
    Map<String, Object> before = userFields(shop.service("shop"));
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    Map<String, Object> plainAsBefore = userFields(shop.service("shop"));
    shop.applyUpgrade("shop", UNOWNED);
    shop.awaitReady("shop");
    assertThat(shop.portsOf("shop")).containsExactly("web 8080 hu-https", "https 443 hu-https");

    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    assertThat(userFields(shop.service("shop"))).isEqualTo(plainAsBefore).isNotEqualTo(before);
  }

  @Test
  void aPortThatSomebodyOwnsIsLeftAlone() {
    shop.applyService("shop", Shop.NAMED);

    shop.applyUpgrade("shop", UNOWNED);

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Ready"))
                .startsWith("False Conflict: spec.services.takeover: targetPort of port 80 of")
                .contains("Service shop is owned by field manager owner"));
    assertThat(shop.portsOf("shop")).containsExactly("web 80 8080", "https 443 hu-https");
    assertAtRest();
  }

  @Test
  void aPortThatIsSetByItsOwnerIsNotFoughtFor() {
    shop.applyService("shop", "[{name: web, port: 8080}]");
    shop.applyUpgrade("shop", UNOWNED);
    shop.awaitReady("shop");

    client
        .resource(shop.service("shop"))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("helm")
                .build(),
            "{\"spec\":{\"ports\":[{\"port\":8080,\"targetPort\":8080}]}}");

    shop.awaitStatus(
        "shop",
        status ->
            assertThat(condition(status, "Ready"))
                .startsWith("False Conflict")
                .contains("is owned by field manager helm"));
    assertThat(shop.portsOf("shop")).containsExactly("web 8080 8080", "https 443 hu-https");
    assertAtRest();
  }

  @Test
  void stagePlanTellsWhichPortWouldLeadThroughTheSidecar() {
    shop.applyService("shop", "[{name: web, port: 8080}]");

    shop.applyUpgrade("shop", "stage: Plan\n  " + UNOWNED);

    var status =
        shop.awaitStatus(
            "shop", now -> assertThat(condition(now, "Ready")).startsWith("False Planned"));
    PlanStatus plan = Objects.requireNonNull(status.plan());
    assertThat(plan.services())
        .containsExactly("shop (ClusterIP): HTTPS on 443, plain through the sidecar on 8080");
    assertThat(plan.objects())
        .filteredOn(object -> object.kind().equals("Service"))
        .singleElement()
        .satisfies(object -> {
          var fields = Objects.requireNonNull(object.fields());
          assertThat(fields.added()).containsExactly("spec.ports[https]");
          assertThat(fields.changed()).containsExactly("spec.ports[web].targetPort");
        });
  }

  private void assertAtRest() {
    shop.awaitStatus("shop", status -> assertThat(status.services()).containsExactly("shop"));
    Service before = shop.service("shop");
    Map<String, String> versions = shop.versions();
    shop.touch(1);
    shop.touch(2);
    assertThat(shop.service("shop")).isEqualTo(before);
    assertThat(shop.versions()).isEqualTo(versions);
  }
}
