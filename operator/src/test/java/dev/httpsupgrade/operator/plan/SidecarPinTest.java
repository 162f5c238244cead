package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Target;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SidecarPinTest {

  private static final String OLD = "sidecar:1";
  private static final String NEW = "sidecar:2";
  private static final Instant NOW = Instant.parse("2026-01-03T02:30:00Z");
  private static final List<PlannedPort> PORTS = List.of(new PlannedPort("https", 8080, 8443, 443));

  @ParameterizedTest(name = "operator {0}, resource {1}, allowed {2}: {3}")
  @CsvSource({
    "Manual, {}, '', sidecar:1",
    "Manual, {}, sidecar:2, sidecar:2",
    "Manual, {}, sidecar:3, sidecar:1",
    "Manual, {policy: Auto}, '', sidecar:2",
    "Auto, {}, '', sidecar:2",
    "Auto, {policy: Manual}, '', sidecar:1",
    "Manual, open, '', sidecar:2",
    "Manual, closed, '', sidecar:1",
    "Manual, closed, sidecar:2, sidecar:2",
  })
  void theImageThatAWorkloadHasStaysUntilThePolicyLetsItGo(
      UpdatePolicy policy, String update, String allowed, String expected) {
    Plan.WorkloadPatch patch = pin(policy, update, allowed, Optional.of(OLD), Optional.empty());

    assertThat(sidecar(patch).getImage()).isEqualTo(expected);
  }

  @Test
  void aWorkloadWithoutASidecarGetsTheNewestOne() {
    Plan.WorkloadPatch patch =
        pin(UpdatePolicy.Manual, "{}", "", Optional.empty(), Optional.empty());

    assertThat(sidecar(patch).getImage()).isEqualTo(NEW);
  }

  @Test
  void whatAnotherOperatorMadeOfTheSameWishStaysLiterally() {
    String asked = pin(UpdatePolicy.Manual, "{}", "", Optional.of(OLD), Optional.empty()).asked();
    PodTemplateSpec template = olderTemplate();

    Plan.WorkloadPatch patch =
        pin(
            UpdatePolicy.Manual,
            "{}",
            "",
            Optional.of(OLD),
            Optional.of(new Inputs.Served(OLD, asked, template)));

    assertThat(patch.patch().template()).isEqualTo(template);
  }

  @Test
  void anotherWishIsRenderedAnewWithThePresentImage() {
    Plan.WorkloadPatch patch =
        pin(
            UpdatePolicy.Manual,
            "{}",
            "",
            Optional.of(OLD),
            Optional.of(new Inputs.Served(OLD, "another", olderTemplate())));

    assertThat(patch.patch().template()).isNotEqualTo(olderTemplate());
    assertThat(sidecar(patch).getImage()).isEqualTo(OLD);
  }

  private static PodTemplateSpec olderTemplate() {
    return new PodTemplateSpecBuilder()
        .withNewSpec()
        .addNewInitContainer()
        .withName("https-upgrade")
        .withImage(OLD)
        .endInitContainer()
        .endSpec()
        .build();
  }

  private static String window(String startTime) {
    return "{policy: Window, window: {startTime: '%s', duration: 1h}}".formatted(startTime);
  }

  private static Container sidecar(Plan.WorkloadPatch patch) {
    return patch.patch().template().getSpec().getInitContainers().getFirst();
  }

  private static Plan.WorkloadPatch pin(
      UpdatePolicy policy,
      String update,
      String allowed,
      Optional<String> present,
      Optional<Inputs.Served> served) {
    HttpsUpgrade upgrade =
        GoldenCase.YAML.unmarshal(
            """
            apiVersion: httpsupgrade.dev/v1alpha1
            kind: HttpsUpgrade
            spec: {targetRef: {kind: Deployment, name: shop}, sidecar: {update: %s}}
            """
                .formatted(
                    switch (update) {
                      case "open" -> window("02:00");
                      case "closed" -> window("03:00");
                      default -> update;
                    }),
            HttpsUpgrade.class);
    return new SidecarPin(
            new Inputs.Subject(
                "shop",
                "shop",
                "uid",
                upgrade.getSpec(),
                new Inputs.BesideSpec(
                    false,
                    "",
                    new Inputs.Sidecar(
                        served, allowed, Optional.empty(), new Inputs.Turn(0, Optional.empty())))),
            new Target(
                "shop",
                Map.of(),
                List.of(),
                new Target.Pod(
                    false, 30, present, List.of(), new Target.Placement(true, true, List.of())),
                "token"),
            PORTS,
            GoldenCase.settings(NEW, policy))
        .patch(NOW);
  }
}
