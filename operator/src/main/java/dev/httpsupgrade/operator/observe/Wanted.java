package dev.httpsupgrade.operator.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.PlannedPort;
import java.util.List;

/**
 * What every pod should serve.
 *
 * @param fingerprint SHA-256 of the leaf, hex
 * @param configMap name of the ConfigMap that pods of the present template mount
 * @param configuration SHA-256 of the sidecar's configuration, hex
 * @param securePorts where
 */
public record Wanted(
    String fingerprint, String configMap, String configuration, List<Integer> securePorts) {
  public Wanted {
    securePorts = List.copyOf(securePorts);
  }

  /** What the pods of a plan should serve. */
  public static Wanted of(Plan plan, Leaf leaf) {
    String configuration = plan.configMap().getData().getOrDefault(Names.CONFIG_FILE, "");
    return new Wanted(
        leaf.fingerprint(),
        plan.configMap().getMetadata().getName(),
        Leaf.sha256(configuration.getBytes(UTF_8)),
        plan.ports().stream().map(PlannedPort::securePort).toList());
  }
}
