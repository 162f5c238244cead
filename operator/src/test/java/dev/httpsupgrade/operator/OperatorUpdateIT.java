package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.SidecarStatus;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A newer operator, with a newer sidecar, on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class OperatorUpdateIT {

  /** The operator which tests share must not act on what these are about. */
  private static final String MINE = "updated";

  private static final String NEWER = "example.com/sidecar:2.0.0";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final Shop shop;

  OperatorUpdateIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    client = controlPlane.client();
    shop = new Shop(controlPlane, MINE);
  }

  @Test
  void restartsNothingUntilThePolicyLetsIt() {
    try (var operator = new RunningOperator(controlPlane, "older", GoldenCase.SETTINGS, MINE)) {
      begin(shop);
      assertThat(operator.writes(shop.namespace)).isNotEmpty();
    }
    String former = image(shop);
    Map<String, String> versions = shop.versions();

    try (var operator =
        new RunningOperator(
            controlPlane, "newer", GoldenCase.settings(NEWER, UpdatePolicy.Manual), MINE)) {
      shop.awaitStatus(
          "shop",
          status -> assertThat(waiting(status.sidecar())).startsWith(NEWER + " PolicyIsManual: "));
      for (int i = 0; i < 3; i++) {
        operator.lookAgain(shop, i);
      }
      assertThat(operator.writes(shop.namespace))
          .as("it says once what waits")
          .containsExactly("patch httpsupgrades/status");
      assertThat(withoutUpgrade(shop.versions())).isEqualTo(withoutUpgrade(versions));

      changeResources();
      assertThat(image(shop)).as("after a change of the spec").isEqualTo(former);

      allow(NEWER);
      await().atMost(SOON).until(() -> image(shop).equals(NEWER));
      shop.awaitStatus("shop", status -> assertThat(pinned(status.sidecar())).isEqualTo(NEWER));
    }
  }

  @Test
  void aWindowLetsItIn() {
    try (var operator =
        new RunningOperator(controlPlane, "before the window", GoldenCase.SETTINGS, MINE)) {
      begin(shop);
      assertThat(operator.writes(shop.namespace)).isNotEmpty();
    }
    String former = image(shop);
    shop.applyUpgrade("shop", window(Instant.now().plus(Duration.ofDays(3))));

    try (var operator =
        new RunningOperator(
            controlPlane, "in no window", GoldenCase.settings(NEWER, UpdatePolicy.Auto), MINE)) {
      shop.awaitStatus(
          "shop",
          status ->
              assertThat(waiting(status.sidecar()))
                  .startsWith(NEWER + " WindowClosed: spec.sidecar.update.window opens at "));
      shop.awaitReady("shop");
      Map<String, String> versions = shop.versions();
      int writes = operator.writes(shop.namespace).size();
      for (int i = 0; i < 3; i++) {
        operator.lookAgain(shop, i);
      }
      assertThat(operator.writes(shop.namespace)).as("while it waits").hasSize(writes);
      assertThat(shop.versions()).isEqualTo(versions);
      assertThat(image(shop)).isEqualTo(former);

      shop.applyUpgrade("shop", window(Instant.now()));
      shop.awaitStatus("shop", status -> assertThat(pinned(status.sidecar())).isEqualTo(NEWER));
      shop.awaitStatus("shop", status -> assertThat(waiting(status.sidecar())).isEmpty());
    }
  }

  @Test
  void aTimeZoneThatNobodyKnowsIsToldAndWhatServesServesOn() {
    try (var operator =
        new RunningOperator(controlPlane, "time zones", GoldenCase.SETTINGS, MINE)) {
      begin(shop);
      Map<String, String> versions = shop.versions();
      shop.applyUpgrade(
          "shop",
          "sidecar: {update: {policy: Window, window: {startTime: '02:00', duration: 1h, timeZone: Berlin}}}");

      shop.awaitStatus(
          "shop",
          status ->
              assertThat(Shop.condition(status, "Accepted"))
                  .startsWith(
                      "False TimeZoneUnknown: spec.sidecar.update.window.timeZone: there is no time zone Berlin;"));
      assertThat(shop.versions())
          .containsEntry("Deployment", versions.getOrDefault("Deployment", ""));
      assertThat(operator.looks(shop.namespace)).isPositive();
    }
  }

  /** One that opens on that day, for all of it. */
  private static String window(Instant day) {
    String name =
        day.atZone(ZoneOffset.UTC).getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    return "sidecar: {update: {policy: Window, window: {days: [%s], startTime: '00:00', duration: 24h}}}"
        .formatted(name);
  }

  private static String waiting(@Nullable SidecarStatus sidecar) {
    UpdateStatus update = Objects.requireNonNull(sidecar).update();
    return update == null
        ? ""
        : "%s %s: %s".formatted(update.image(), update.reason(), update.message());
  }

  private static Map<String, String> withoutUpgrade(Map<String, String> versions) {
    var others = new HashMap<>(versions);
    others.remove("HttpsUpgrade");
    return others;
  }

  private static void begin(Shop shop) {
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
    shop.awaitStatus("shop", status -> assertThat(pinned(status.sidecar())).isEqualTo(image(shop)));
  }

  private void changeResources() {
    shop.applyUpgrade("shop", "sidecar: {resources: {requests: {cpu: 30m}}}");
    await()
        .atMost(SOON)
        .until(() ->
            GoldenCase.YAML
                .asJson(shop.deployment().getSpec().getTemplate())
                .contains("\"cpu\":\"30m\""));
    shop.awaitReady("shop");
  }

  private void allow(String image) {
    client
        .resource(shop.upgrade("shop"))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"httpsupgrade.dev/update-to\":\"%s\"}}}"
                .formatted(image));
  }

  private static String pinned(@Nullable SidecarStatus sidecar) {
    return Objects.requireNonNull(sidecar).image();
  }

  private static String image(Shop shop) {
    return shop.deployment()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getInitContainers()
        .getFirst()
        .getImage();
  }
}
