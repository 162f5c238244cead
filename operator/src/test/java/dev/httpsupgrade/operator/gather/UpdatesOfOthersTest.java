package dev.httpsupgrade.operator.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.plan.GoldenCase;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UpdatesOfOthersTest {

  private static final String OLD = "sidecar:1";
  private static final String NEW = "sidecar:2";
  private static final String TEN = "2026-01-03T02:00:10Z";
  private static final String TWENTY = "2026-01-03T02:00:20Z";

  private final Map<HttpsUpgrade, Workload> all = new HashMap<>();

  @Test
  void countsThoseThatHaveTheNewImageUntilTheyWereSeenServing() {
    HttpsUpgrade own = upgrade("own", OLD, "", "True");
    upgrade("begun", NEW, "", "True");
    upgrade("not-begun", OLD, "", "True");

    assertThat(before(own)).isEqualTo(1);
  }

  @Test
  void countsThoseThatHaveWaitedLonger() {
    HttpsUpgrade first = upgrade("first", OLD, TEN, "True");
    HttpsUpgrade second = upgrade("second", OLD, TWENTY, "True");
    HttpsUpgrade third = upgrade("third", OLD, TWENTY, "True");
    HttpsUpgrade newcomer = upgrade("a-newcomer", OLD, "", "True");

    assertThat(before(first)).isZero();
    assertThat(before(second)).isEqualTo(1);
    assertThat(before(third)).as("the name decides").isEqualTo(2);
    assertThat(before(newcomer)).isEqualTo(3);
  }

  @Test
  void whatIsRefusedHoldsUpNobody() {
    HttpsUpgrade own = upgrade("own", OLD, "", "True");
    upgrade("refused", NEW, TEN, "False");

    assertThat(before(own)).isZero();
  }

  private int before(HttpsUpgrade upgrade) {
    return UpdatesOfOthers.before(
        upgrade, all.keySet().stream(), other -> Optional.ofNullable(all.get(other)));
  }

  private HttpsUpgrade upgrade(String name, String image, String waitsSince, String accepted) {
    String update =
        waitsSince.isEmpty()
            ? ""
            : ", update: {image: 'sidecar:2', reason: OthersFirst, message: waits, since: '%s'}"
                .formatted(waitsSince);
    HttpsUpgrade upgrade =
        GoldenCase.YAML.unmarshal(
            """
            apiVersion: httpsupgrade.dev/v1alpha1
            kind: HttpsUpgrade
            metadata: {name: %s, namespace: shop}
            spec: {targetRef: {kind: Deployment, name: shop}}
            status:
              sidecar: {image: 'sidecar:1', asked: a, template: '{}'%s}
              conditions:
                - {type: Accepted, status: '%s', reason: Accepted, message: m}
                - {type: Injected, status: 'True', reason: Injected, message: m}
            """
                .formatted(name, update, accepted),
            HttpsUpgrade.class);
    Deployment deployment =
        GoldenCase.YAML.unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec: {template: {spec: {initContainers: [{name: https-upgrade, image: '%s'}]}}}
            """
                .formatted(image),
            Deployment.class);
    all.put(upgrade, new Workload.OfDeployment(deployment));
    return upgrade;
  }
}
