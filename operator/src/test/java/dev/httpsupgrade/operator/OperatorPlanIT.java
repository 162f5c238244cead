package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.apply.RealChanges;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import dev.httpsupgrade.operator.plan.PlanResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What stage Plan announces, and what then happens, on the real API server. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class OperatorPlanIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Set<String> KINDS =
      Set.of(
          "HttpsUpgrade",
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "Service",
          "ConfigMap",
          "Secret",
          "NetworkPolicy",
          "Ingress",
          "HorizontalPodAutoscaler",
          "PodDisruptionBudget",
          "ResourceQuota",
          "LimitRange");
  private static final Set<String> BESIDE_THE_WORKLOAD = Set.of("Service", "NetworkPolicy");

  private final RunningOperator operator;
  private final Shop shop;
  private final PlannedShop plans;

  OperatorPlanIT(ControlPlane controlPlane, RunningOperator operator) {
    this.operator = operator;
    shop = new Shop(controlPlane);
    plans = new PlannedShop(controlPlane, shop);
  }

  /**
   * Those of one upgrade alone that the operator's own CA can serve now, whatever time it is in the
   * files; nodes and kinds of CustomResourceDefinitions are not there.
   */
  static List<GoldenCase> cases() {
    return GoldenCase.all().stream()
        .filter(golden ->
            golden.objects().values().stream().map(HasMetadata::getKind).allMatch(KINDS::contains))
        .filter(golden ->
            golden.objects().values().stream().filter(HttpsUpgrade.class::isInstance).count() == 1)
        .filter(golden ->
            golden.objects().values().stream()
                .noneMatch(object -> object.getMetadata().getResourceVersion() != null))
        .filter(golden ->
            golden.plan() instanceof PlanResult.Planned(var plan)
                && plan.certificate() instanceof CertificateDecision.Issue
                && !golden.objects().containsKey("in-secret-own.yaml"))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("cases")
  void whatPlanAnnouncesIsWhatThenHappens(GoldenCase golden) {
    plans.create(golden);
    String kind = golden.upgrade().getSpec().targetRef().kind().name();
    HttpsUpgradeStatus status = awaitPlanOfAll(golden);

    assertOnlyAsked();
    assertComesTrue(kind, plan(status));
    assertThat(plan(status).objects()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(plan(status).rollout())
        .isEqualTo(new PlanStatus.PlannedRollout(true, true, 0, "there are no pods now"));
  }

  @ParameterizedTest(name = "{0}")
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource(
      delimiter = '|',
      value = {
        "ports: [{name: tls, appPort: 8080, securePort: 9443, servicePort: 8443}] | true",
        "sidecar: {resources: {requests: {cpu: 100m}}} | true",
        "http: {hsts: {maxAge: 1h}} | false",
        "services: {names: [shop]} | false",
        "certificate: {duration: 24h, operatorCA: {}} | false",
      })
  void ofAnUpgradedWorkloadNothingIsTouchedUntilItIsWanted(String more, boolean podsReplaced) {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyService("shop-web", Shop.NAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    List<HasMetadata> upgraded = plans.objects();
    List<String> writes = operator.writes(shop.namespace);

    shop.applyUpgrade("shop", "stage: Plan\n  " + more);
    PlanStatus plan = plan(plans.awaitPlanned("shop"));

    assertThat(RealChanges.between(upgraded, plans.objects())).isEmpty();
    assertThat(writesAfter(writes)).allMatch(OperatorPlanIT::isNoChange);
    assertThat(Objects.requireNonNull(plan.rollout()).podsReplaced()).isEqualTo(podsReplaced);
    assertThat(plan.objects()).isNotEmpty();
    assertComesTrue("Deployment", plan);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whereNothingWouldChangeThePlanIsEmpty() {
    shop.applyDeployment(Shop.INIT_CONTAINERS);
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");

    shop.applyUpgrade("shop", "stage: Plan");
    HttpsUpgradeStatus status = plans.awaitPlanned("shop");

    assertThat(plan(status).objects()).isEmpty();
    assertThat(condition(status, "CertificateReady")).startsWith("True Issued");
    assertThat(status.services()).containsExactly("shop");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void thePlanSaysWhatAPersonHasToKnow() {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);

    shop.applyUpgrade("shop", "stage: Plan");
    HttpsUpgradeStatus status = plans.awaitPlanned("shop");

    assertThat(plan(status).objects())
        .extracting(object ->
            "%s %s %s"
                .formatted(
                    object.action(), object.kind(), object.name().replaceAll("-[0-9a-f]{8}$", "")))
        .containsExactly(
            "Create Secret shop-https-upgrade",
            "Create ConfigMap shop-https-upgrade",
            "Change Deployment shop",
            "Change Service shop");
    assertThat(plan(status).objects().get(2).fields())
        .isEqualTo(
            new PlanStatus.PlannedFields(
                List.of(
                    "spec.template.metadata.labels[httpsupgrade.dev/upgrade]",
                    "spec.template.spec.initContainers[https-upgrade]",
                    "spec.template.spec.volumes[https-upgrade]",
                    "spec.template.spec.volumes[https-upgrade-no-token]"),
                List.of(),
                List.of()));
    assertThat(plan(status).objects().get(3).fields())
        .isEqualTo(
            new PlanStatus.PlannedFields(
                List.of("spec.ports[80].name", "spec.ports[https]"), List.of(), List.of()));
    assertThat(plan(status).services())
        .containsExactly("shop (ClusterIP): HTTPS on 443, plain as before on 80");
    assertThat(status.nextAction()).isEqualTo("read status.plan, then set spec.stage to Observe");
    assertThat(condition(status, "Ready"))
        .isEqualTo(
            "False Planned: spec.stage is Plan: nothing is changed; status.plan tells what Observe would change");
  }

  /** Services and NetworkPolicies may be seen one after the other. */
  private HttpsUpgradeStatus awaitPlanOfAll(GoldenCase golden) {
    if (!(golden.plan() instanceof PlanResult.Planned(var plan))) {
      throw new IllegalArgumentException(golden + " is rejected");
    }
    List<String> all =
        Stream.concat(
                plan.around().networkPolicy().stream(),
                plan.services().stream().<HasMetadata>map(service -> service))
            .map(object -> object.getKind() + " " + object.getMetadata().getName())
            .toList();
    plans.awaitPlanned("shop");
    return shop.awaitStatus(
        "shop",
        status ->
            assertThat(plan(status).objects())
                .filteredOn(object -> BESIDE_THE_WORKLOAD.contains(object.kind()))
                .extracting(object -> object.kind() + " " + object.name())
                .containsExactlyElementsOf(all));
  }

  private void assertComesTrue(String kind, PlanStatus plan) {
    List<HasMetadata> before = plans.objects();
    PodTemplateSpec template = shop.workload(kind).template();

    plans.observe("shop");
    shop.awaitReady("shop");

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(RealChanges.between(before, plans.objects()))
                .isEqualTo(
                    RealChanges.byName(
                        plan.objects(), object -> object.kind() + " " + object.name())));
    assertThat(!shop.workload(kind).template().equals(template))
        .isEqualTo(Objects.requireNonNull(plan.rollout()).podsReplaced());
    assertThat(shop.upgrade("shop").getStatus().plan()).isNull();
  }

  private void assertOnlyAsked() {
    assertThat(operator.writes(shop.namespace))
        .anyMatch(request -> request.endsWith(Requests.DRY_RUN))
        .allMatch(OperatorPlanIT::isNoChange);
  }

  /** A dry run, or about the resource itself: its status, its finalizer, its events. */
  static boolean isNoChange(String request) {
    return request.endsWith(Requests.DRY_RUN)
        || request.equals("patch httpsupgrades")
        || request.equals("patch httpsupgrades/status")
        || request.equals("create events");
  }

  private List<String> writesAfter(List<String> former) {
    List<String> all = operator.writes(shop.namespace);
    return all.subList(former.size(), all.size());
  }

  static PlanStatus plan(HttpsUpgradeStatus status) {
    return Objects.requireNonNull(status.plan());
  }
}
