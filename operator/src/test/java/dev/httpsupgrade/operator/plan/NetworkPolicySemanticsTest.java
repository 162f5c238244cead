package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may call which port with and without our policy, computed for every golden case that has
 * policies: the local cluster's network enforces none.
 */
final class NetworkPolicySemanticsTest {

  private static final PolicyReferee.Caller OPERATOR =
      PolicyReferee.Caller.pod(
          GoldenCase.SETTINGS.namespace(), Map.of(), Map.of(Names.APP_LABEL, Names.OPERATOR));

  private static final List<PolicyReferee.Caller> CALLERS =
      List.of(
          PolicyReferee.Caller.pod("shop", Map.of(), Map.of("app", "front")),
          PolicyReferee.Caller.pod("shop", Map.of(), Map.of("app", "batch")),
          PolicyReferee.Caller.pod("shop", Map.of(), Map.of("app", "voice")),
          PolicyReferee.Caller.pod("shop", Map.of(), Map.of("app", "shop")),
          PolicyReferee.Caller.pod("bank", Map.of("team", "bank"), Map.of("app", "teller")),
          PolicyReferee.Caller.pod("other", Map.of("team", "other"), Map.of("app", "front")),
          PolicyReferee.Caller.pod("other", Map.of(), Map.of(Names.APP_LABEL, Names.OPERATOR)),
          PolicyReferee.Caller.pod(GoldenCase.SETTINGS.namespace(), Map.of(), Map.of()),
          PolicyReferee.Caller.address("10.2.0.1"),
          PolicyReferee.Caller.address("10.1.0.1"),
          PolicyReferee.Caller.address("192.0.2.1"));

  private static final List<Integer> OTHER_PORTS = List.of(80, 443, 8000, 8081, 8442, 8999, 9999);

  static Stream<GoldenCase> cases() {
    return GoldenCase.all().stream()
        .filter(golden -> golden.plan() instanceof PlanResult.Planned)
        .filter(golden -> !policies(golden).isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void whoMayCallTheAppMayCallTheSidecarAndNobodyElse(GoldenCase golden) {
    var plan = ((PlanResult.Planned) golden.plan()).plan();
    PolicyReferee before = before(golden);
    PolicyReferee after = after(golden, plan);
    var softly = new SoftAssertions();
    for (PolicyReferee.Caller caller : callers()) {
      for (PlannedPort port : plan.ports()) {
        softly
            .assertThat(after.admits(caller, port.securePort()))
            .as("%s to %d", caller, port.securePort())
            .isEqualTo(
                before.admits(caller, port.appPort()) || before.admits(caller, port.securePort()));
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theOperatorAloneIsLetInToTheAdminPort(GoldenCase golden) {
    var plan = ((PlanResult.Planned) golden.plan()).plan();

    assertThat(after(golden, plan).admits(OPERATOR, Names.ADMIN_PORT)).isTrue();
    assertThat(CALLERS)
        .allSatisfy(caller ->
            assertThat(after(golden, plan).admits(caller, Names.ADMIN_PORT))
                .as(caller.toString())
                .isEqualTo(before(golden).admits(caller, Names.ADMIN_PORT)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everythingElseIsAsBefore(GoldenCase golden) {
    var plan = ((PlanResult.Planned) golden.plan()).plan();
    PolicyReferee before = before(golden);
    PolicyReferee after = after(golden, plan);
    List<Integer> ports = new ArrayList<>(OTHER_PORTS);
    plan.ports().forEach(port -> ports.add(port.appPort()));
    var softly = new SoftAssertions();
    for (PolicyReferee.Caller caller : callers()) {
      for (int port : ports) {
        softly
            .assertThat(after.admits(caller, port))
            .as("%s to %d", caller, port)
            .isEqualTo(before.admits(caller, port));
      }
    }
    softly.assertAll();
  }

  private static List<PolicyReferee.Caller> callers() {
    return Stream.concat(CALLERS.stream(), Stream.of(OPERATOR)).toList();
  }

  private static PolicyReferee before(GoldenCase golden) {
    return new PolicyReferee(policies(golden), deployment(golden), "shop");
  }

  private static PolicyReferee after(GoldenCase golden, Plan plan) {
    return new PolicyReferee(
        Stream.concat(policies(golden).stream(), plan.around().networkPolicy().stream()).toList(),
        deployment(golden),
        "shop");
  }

  private static List<NetworkPolicy> policies(GoldenCase golden) {
    return golden.objects().values().stream()
        .filter(NetworkPolicy.class::isInstance)
        .map(NetworkPolicy.class::cast)
        .toList();
  }

  private static Deployment deployment(GoldenCase golden) {
    return golden.objects().values().stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
