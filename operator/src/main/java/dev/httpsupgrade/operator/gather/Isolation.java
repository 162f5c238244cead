package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.util.List;

/**
 * Who may call the pods, by the NetworkPolicies of their owners.
 *
 * @param policies those that isolate the pods; none: everybody may call them
 * @param served ports on which sidecars may listen already
 * @param nameTaken whether a policy that isn't ours has the name of ours
 */
public record Isolation(List<Policy> policies, List<TrafficPort> served, boolean nameTaken) {

  public Isolation {
    policies = List.copyOf(policies);
    served = List.copyOf(served);
  }

  /** One policy: what it lets in. */
  public record Policy(String name, List<NetworkPolicyIngressRule> ingress) {
    public Policy {
      ingress = List.copyOf(ingress);
    }
  }

  /** Whether not everybody may call the pods. */
  public boolean isolates() {
    return !policies.isEmpty();
  }
}
