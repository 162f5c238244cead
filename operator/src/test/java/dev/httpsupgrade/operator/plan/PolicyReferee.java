package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.sidecar.config.Cidr;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a network that enforces NetworkPolicies does with a TCP connection to an upgraded pod, as
 * the documentation of Kubernetes says.
 */
record PolicyReferee(List<NetworkPolicy> policies, Deployment target, String namespace) {

  /** Who calls: a pod, or an address outside of the cluster. */
  record Caller(String place, Map<String, String> namespace, Map<String, String> pod) {

    static Caller pod(String namespace, Map<String, String> labels, Map<String, String> pod) {
      var all = new HashMap<>(labels);
      all.put("kubernetes.io/metadata.name", namespace);
      return new Caller(namespace, all, pod);
    }

    static Caller address(String address) {
      return new Caller(address, Map.of(), Map.of());
    }

    boolean isPod() {
      return !namespace.isEmpty();
    }
  }

  boolean admits(Caller caller, int port) {
    List<NetworkPolicy> isolating = policies.stream().filter(this::isolates).toList();
    return isolating.isEmpty()
        || isolating.stream()
            .flatMap(policy -> policy.getSpec().getIngress().stream())
            .anyMatch(rule -> admits(rule, caller, port));
  }

  private boolean isolates(NetworkPolicy policy) {
    var labels = new HashMap<>(template().getMetadata().getLabels());
    labels.put(Names.UPGRADE_LABEL, "shop");
    var types = policy.getSpec().getPolicyTypes();
    return (types.isEmpty() || types.contains("Ingress"))
        && matches(policy.getSpec().getPodSelector(), labels);
  }

  private boolean admits(NetworkPolicyIngressRule rule, Caller caller, int port) {
    return (rule.getFrom().isEmpty()
            || rule.getFrom().stream().anyMatch(peer -> isMeant(peer, caller)))
        && (rule.getPorts().isEmpty()
            || rule.getPorts().stream().anyMatch(allowed -> isMeant(allowed, port)));
  }

  private boolean isMeant(NetworkPolicyPeer peer, Caller caller) {
    if (peer.getIpBlock() != null) {
      return !caller.isPod()
          && contains(peer.getIpBlock().getCidr(), caller.place())
          && peer.getIpBlock().getExcept().stream()
              .noneMatch(block -> contains(block, caller.place()));
    }
    boolean place =
        peer.getNamespaceSelector() == null
            ? caller.place().equals(namespace)
            : matches(peer.getNamespaceSelector(), caller.namespace());
    return caller.isPod()
        && place
        && (peer.getPodSelector() == null || matches(peer.getPodSelector(), caller.pod()));
  }

  private boolean isMeant(NetworkPolicyPort allowed, int port) {
    if (!Objects.requireNonNullElse(allowed.getProtocol(), "TCP").equals("TCP")) {
      return false;
    }
    if (allowed.getPort() == null) {
      return true;
    }
    if (allowed.getPort().getStrVal() != null) {
      return numberOf(allowed.getPort().getStrVal()) == port;
    }
    int first = allowed.getPort().getIntVal();
    return allowed.getEndPort() == null
        ? first == port
        : first <= port && port <= allowed.getEndPort();
  }

  private int numberOf(String name) {
    if (name.equals("hu-https")) {
      return 8443;
    }
    return template().getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(port -> name.equals(port.getName()))
        .mapToInt(port -> port.getContainerPort())
        .findFirst()
        .orElse(-1);
  }

  private PodTemplateSpec template() {
    return target.getSpec().getTemplate();
  }

  private static boolean contains(String block, String address) {
    try {
      return Cidr.parse(block).contains(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  private static boolean matches(LabelSelector selector, Map<String, String> labels) {
    for (var equal :
        Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of())
            .entrySet()) {
      if (!equal.getValue().equals(labels.get(equal.getKey()))) {
        return false;
      }
    }
    for (LabelSelectorRequirement wanted : selector.getMatchExpressions()) {
      boolean has = labels.containsKey(wanted.getKey());
      boolean isListed = has && wanted.getValues().contains(labels.get(wanted.getKey()));
      boolean holds =
          switch (wanted.getOperator()) {
            case "In" -> isListed;
            case "NotIn" -> !isListed;
            case "Exists" -> has;
            default -> !has;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }
}
