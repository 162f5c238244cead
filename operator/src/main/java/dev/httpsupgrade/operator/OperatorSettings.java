package dev.httpsupgrade.operator;

import dev.httpsupgrade.operator.api.v1alpha1.GoDuration;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.certificate.CaLife;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the admin who installs the operator decides; parsed once from the environment.
 *
 * @param replica which one this is
 * @param watchNamespaces the only namespaces it looks at; none: all ({@code WATCH_NAMESPACES},
 *     comma-separated)
 * @param sidecarImage image of the sidecars ({@code SIDECAR_IMAGE})
 * @param cluster where it runs
 * @param rollouts how workloads are changed
 * @param ca how long its CA lives ({@code CA_DURATION}, default 87600h, and {@code
 *     CA_TRUST_OVERLAP}, default 720h)
 */
public record OperatorSettings(
    Replica replica,
    Set<String> watchNamespaces,
    String sidecarImage,
    Cluster cluster,
    Rollouts rollouts,
    CaLife ca) {

  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final int MAX_DRAIN_SECONDS = 600;

  /**
   * One of the operator's pods.
   *
   * @param namespace where the operator runs and keeps its CA ({@code POD_NAMESPACE})
   * @param name its name in the leader election ({@code POD_NAME})
   */
  public record Replica(String namespace, String name) {}

  /**
   * What is known of the cluster.
   *
   * @param domain domain of its DNS ({@code CLUSTER_DOMAIN}, default {@code cluster.local})
   * @param zeroDrift whether component zero-drift is installed ({@code ZERO_DRIFT}, true or false,
   *     default false)
   */
  public record Cluster(String domain, boolean zeroDrift) {}

  /**
   * How workloads are changed.
   *
   * @param drainDeadline how long open connections may hold up a restore, 0 to 600 seconds ({@code
   *     DRAIN_DEADLINE_SECONDS}, default 30)
   * @param updates when they get newer sidecars where a resource doesn't say ({@code
   *     UPDATE_POLICY}, Manual or Auto, default Manual)
   * @param maxConcurrent how many may be given one at a time, at least 1 ({@code
   *     MAX_CONCURRENT_ROLLOUTS}, default 5)
   */
  public record Rollouts(Duration drainDeadline, UpdatePolicy updates, int maxConcurrent) {
    public Rollouts {
      if (drainDeadline.isNegative() || drainDeadline.toSeconds() > MAX_DRAIN_SECONDS) {
        throw new IllegalArgumentException(
            "DRAIN_DEADLINE_SECONDS: %d (expected: 0 to %d)"
                .formatted(drainDeadline.toSeconds(), MAX_DRAIN_SECONDS));
      }
      if (maxConcurrent < 1) {
        throw new IllegalArgumentException(
            "MAX_CONCURRENT_ROLLOUTS: %d (expected: >= 1)".formatted(maxConcurrent));
      }
    }
  }

  public OperatorSettings {
    watchNamespaces = Set.copyOf(watchNamespaces);
    for (String namespace : watchNamespaces) {
      if (!NAMESPACE.matcher(namespace).matches()) {
        throw new IllegalArgumentException(
            "WATCH_NAMESPACES: %s (expected: names of namespaces, separated by commas)"
                .formatted(namespace));
      }
    }
  }

  /**
   * Parses the environment.
   *
   * @throws IllegalArgumentException with one line that names the variable
   */
  public static OperatorSettings from(Map<String, String> environment) {
    return new OperatorSettings(
        new Replica(required(environment, "POD_NAMESPACE"), required(environment, "POD_NAME")),
        list(environment.getOrDefault("WATCH_NAMESPACES", "")),
        required(environment, "SIDECAR_IMAGE"),
        new Cluster(
            environment.getOrDefault("CLUSTER_DOMAIN", "cluster.local"), zeroDrift(environment)),
        new Rollouts(
            seconds(environment, "DRAIN_DEADLINE_SECONDS", "30"),
            policy(environment),
            maxConcurrent(environment)),
        new CaLife(
            duration(environment, "CA_DURATION", CaLife.DEFAULT.duration()),
            duration(environment, "CA_TRUST_OVERLAP", CaLife.DEFAULT.trustOverlap())));
  }

  /** Where the operator runs. */
  public String namespace() {
    return replica.namespace();
  }

  /** Domain of the cluster's DNS. */
  public String clusterDomain() {
    return cluster.domain();
  }

  /** Whether component zero-drift is installed. */
  public boolean zeroDrift() {
    return cluster.zeroDrift();
  }

  /** When newer sidecars come where a resource doesn't say. */
  public UpdatePolicy updatePolicy() {
    return rollouts.updates();
  }

  /** How many workloads may be given a newer sidecar at a time. */
  public int maxConcurrentRollouts() {
    return rollouts.maxConcurrent();
  }

  private static boolean zeroDrift(Map<String, String> environment) {
    String value = environment.getOrDefault("ZERO_DRIFT", "false");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "ZERO_DRIFT: %s (expected: true or false)".formatted(value));
    };
  }

  private static String required(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    if (value.isBlank()) {
      throw new IllegalArgumentException(variable + ": missing");
    }
    return value;
  }

  private static UpdatePolicy policy(Map<String, String> environment) {
    String value = environment.getOrDefault("UPDATE_POLICY", UpdatePolicy.Manual.name());
    return Stream.of(UpdatePolicy.Manual, UpdatePolicy.Auto)
        .filter(policy -> policy.name().equals(value))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "UPDATE_POLICY: %s (expected: Manual or Auto)".formatted(value)));
  }

  private static Set<String> list(String commaSeparated) {
    var items = new TreeSet<String>();
    for (String item : commaSeparated.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  private static int maxConcurrent(Map<String, String> environment) {
    String value = environment.getOrDefault("MAX_CONCURRENT_ROLLOUTS", "5");
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "MAX_CONCURRENT_ROLLOUTS: %s (expected: a number)".formatted(value), e);
    }
  }

  private static Duration duration(
      Map<String, String> environment, String variable, Duration standard) {
    String value = environment.get(variable);
    if (value == null) {
      return standard;
    }
    try {
      return GoDuration.parse(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a duration such as 720h)".formatted(variable, value), e);
    }
  }

  private static Duration seconds(
      Map<String, String> environment, String variable, String standard) {
    String value = environment.getOrDefault(variable, standard);
    try {
      return Duration.ofSeconds(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a number of seconds)".formatted(variable, value), e);
    }
  }
}
