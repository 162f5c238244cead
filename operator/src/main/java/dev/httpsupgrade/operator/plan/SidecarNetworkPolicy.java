package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Isolation;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Lets whoever may call the app call the sidecar, and the operator its admin port; nobody else.
 *
 * <p>Policies add up and can only allow. One for pods that no other policy isolates would isolate
 * them, so there is none for those.
 */
final class SidecarNetworkPolicy {

  private static final String TCP = "TCP";

  private final Target target;
  private final List<TrafficPort> ports;
  private final List<NetworkPolicyIngressRule> rules;

  private SidecarNetworkPolicy(Target target, Isolation isolation, List<PlannedPort> planned) {
    this.target = target;
    ports =
        Stream.concat(
                planned.stream()
                    .map(port -> new TrafficPort(port.name(), port.securePort(), port.appPort())),
                isolation.served().stream())
            .distinct()
            .toList();
    rules = isolation.policies().stream().flatMap(policy -> policy.ingress().stream()).toList();
  }

  /** What is needed beside the policies at hand. */
  static Optional<NetworkPolicy> render(
      Inputs inputs, Target target, List<PlannedPort> planned, String operatorNamespace) {
    Isolation isolation = inputs.around().isolation();
    if (!isolation.isolates()) {
      return Optional.empty();
    }
    var needed = new SidecarNetworkPolicy(target, isolation, planned).needed(operatorNamespace);
    return needed.isEmpty() ? Optional.empty() : Optional.of(policy(inputs.subject(), needed));
  }

  private static NetworkPolicy policy(
      Inputs.Subject subject, List<NetworkPolicyIngressRule> rules) {
    return new NetworkPolicyBuilder()
        .withMetadata(OwnedMetadata.of(subject, Names.networkPolicy(subject.name())))
        .withNewSpec()
        .withNewPodSelector()
        .addToMatchLabels(Names.UPGRADE_LABEL, subject.name())
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .withIngress(rules)
        .endSpec()
        .build();
  }

  private List<NetworkPolicyIngressRule> needed(String operatorNamespace) {
    var opened = new LinkedHashMap<List<NetworkPolicyPeer>, SortedSet<Integer>>();
    for (NetworkPolicyIngressRule rule : rules) {
      for (TrafficPort port : ports) {
        if (allows(rule, port.appPort())
            && !allows(rule, port.port())
            && !isOpenToAll(port.port())) {
          opened.computeIfAbsent(rule.getFrom(), peers -> new TreeSet<>()).add(port.port());
        }
      }
    }
    var needed = new ArrayList<NetworkPolicyIngressRule>();
    opened.forEach((peers, numbers) -> needed.add(rule(peers, numbers)));
    if (!isOpenToAll(Names.ADMIN_PORT)) {
      needed.add(rule(List.of(operator(operatorNamespace)), List.of(Names.ADMIN_PORT)));
    }
    return needed;
  }

  private boolean isOpenToAll(int port) {
    return rules.stream().anyMatch(rule -> rule.getFrom().isEmpty() && allows(rule, port));
  }

  private boolean allows(NetworkPolicyIngressRule rule, int port) {
    return rule.getPorts().isEmpty()
        || rule.getPorts().stream().anyMatch(allowed -> allows(allowed, port));
  }

  private boolean allows(NetworkPolicyPort allowed, int port) {
    if (allowed.getProtocol() != null && !allowed.getProtocol().equals(TCP)) {
      return false;
    }
    if (allowed.getPort() == null) {
      return true;
    }
    if (allowed.getPort().getStrVal() != null) {
      return numberOf(allowed.getPort().getStrVal()).equals(OptionalInt.of(port));
    }
    int first = allowed.getPort().getIntVal();
    int last = Optional.ofNullable(allowed.getEndPort()).orElse(first);
    return first <= port && port <= last;
  }

  private OptionalInt numberOf(String name) {
    return name.equals(Names.ADMIN_PORT_NAME)
        ? OptionalInt.of(Names.ADMIN_PORT)
        : ports.stream()
            .filter(port -> name.equals(Names.containerPort(port.name())))
            .mapToInt(TrafficPort::port)
            .mapToObj(OptionalInt::of)
            .findFirst()
            .orElseGet(() -> target.portNamed(name));
  }

  private static NetworkPolicyIngressRule rule(
      List<NetworkPolicyPeer> from, Iterable<Integer> ports) {
    var rule = new NetworkPolicyIngressRuleBuilder().withFrom(from);
    for (int port : ports) {
      rule.addToPorts(
          new NetworkPolicyPortBuilder().withProtocol(TCP).withPort(new IntOrString(port)).build());
    }
    return rule.build();
  }

  private static NetworkPolicyPeer operator(String namespace) {
    return new NetworkPolicyPeerBuilder()
        .withNewNamespaceSelector()
        .addToMatchLabels("kubernetes.io/metadata.name", namespace)
        .endNamespaceSelector()
        .withNewPodSelector()
        .addToMatchLabels(Names.APP_LABEL, Names.OPERATOR)
        .endPodSelector()
        .build();
  }
}
