package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.certificate.CaLife;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperatorSettingsTest {

  private static final Map<String, String> NEEDED =
      Map.of("POD_NAMESPACE", "system", "POD_NAME", "operator-0", "SIDECAR_IMAGE", "sidecar:1");

  private static final OperatorSettings.Replica REPLICA =
      new OperatorSettings.Replica("system", "operator-0");

  @Test
  void whatIsNotGivenHasADefault() {
    assertThat(OperatorSettings.from(NEEDED))
        .isEqualTo(
            new OperatorSettings(
                REPLICA,
                Set.of(),
                "sidecar:1",
                new OperatorSettings.Cluster("cluster.local", false),
                new OperatorSettings.Rollouts(Duration.ofSeconds(30), UpdatePolicy.Manual, 5),
                CaLife.DEFAULT));
  }

  @Test
  void everythingCanBeGiven() {
    var environment = new HashMap<>(NEEDED);
    environment.put("CLUSTER_DOMAIN", "example.org");
    environment.put("DRAIN_DEADLINE_SECONDS", "600");
    environment.put("WATCH_NAMESPACES", "shop, bank,");
    environment.put("UPDATE_POLICY", "Auto");
    environment.put("ZERO_DRIFT", "true");
    environment.put("MAX_CONCURRENT_ROLLOUTS", "1");
    environment.put("CA_DURATION", "2m");
    environment.put("CA_TRUST_OVERLAP", "30s");

    assertThat(OperatorSettings.from(environment))
        .isEqualTo(
            new OperatorSettings(
                REPLICA,
                Set.of("shop", "bank"),
                "sidecar:1",
                new OperatorSettings.Cluster("example.org", true),
                new OperatorSettings.Rollouts(Duration.ofMinutes(10), UpdatePolicy.Auto, 1),
                new CaLife(Duration.ofMinutes(2), Duration.ofSeconds(30))));
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      nullValues = "absent",
      delimiter = '|',
      value = {
        "POD_NAMESPACE | absent | POD_NAMESPACE: missing",
        "POD_NAME | absent | POD_NAME: missing",
        "SIDECAR_IMAGE | absent | SIDECAR_IMAGE: missing",
        "SIDECAR_IMAGE | ' ' | SIDECAR_IMAGE: missing",
        "DRAIN_DEADLINE_SECONDS | soon | DRAIN_DEADLINE_SECONDS: soon (expected: a number of seconds)",
        "DRAIN_DEADLINE_SECONDS | '' | DRAIN_DEADLINE_SECONDS:  (expected: a number of seconds)",
        "DRAIN_DEADLINE_SECONDS | -1 | DRAIN_DEADLINE_SECONDS: -1 (expected: 0 to 600)",
        "UPDATE_POLICY | Never | UPDATE_POLICY: Never (expected: Manual or Auto)",
        "MAX_CONCURRENT_ROLLOUTS | 0 | MAX_CONCURRENT_ROLLOUTS: 0 (expected: >= 1)",
        "MAX_CONCURRENT_ROLLOUTS | all | MAX_CONCURRENT_ROLLOUTS: all (expected: a number)",
        "DRAIN_DEADLINE_SECONDS | 601 | DRAIN_DEADLINE_SECONDS: 601 (expected: 0 to 600)",
        "CA_DURATION | 10y | CA_DURATION: 10y (expected: a duration such as 720h)",
        "CA_DURATION | 119s | CA_DURATION: 1m59s (expected: at least 2m)",
        "CA_DURATION | 2879h | CA_TRUST_OVERLAP: 720h (expected: at most a quarter of CA_DURATION, which is 2879h)",
        "CA_TRUST_OVERLAP | -1h | CA_TRUST_OVERLAP: -1h (expected: at most a quarter of CA_DURATION, which is 87600h)",
        "ZERO_DRIFT | yes | ZERO_DRIFT: yes (expected: true or false)",
        "WATCH_NAMESPACES | Shop | WATCH_NAMESPACES: Shop (expected: names of namespaces, separated by commas)",
        "WATCH_NAMESPACES | shop bank | WATCH_NAMESPACES: shop bank (expected: names of namespaces, separated by commas)",
      })
  void aBadVariableIsNamed(String variable, String value, String message) {
    var environment = new HashMap<>(NEEDED);
    environment.remove(variable);
    if (value != null) {
      environment.put(variable, value);
    }

    assertThatThrownBy(() -> OperatorSettings.from(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
