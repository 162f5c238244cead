package dev.httpsupgrade.operator.gather;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.workload.Workload;
import dev.httpsupgrade.sidecar.config.InvalidSidecarConfigException;
import dev.httpsupgrade.sidecar.config.SidecarConfigCodec;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the NetworkPolicies that have a say about the pods of a workload. */
final class IsolationReader {

  private static final String INGRESS = "Ingress";

  private IsolationReader() {}

  static Isolation read(HttpsUpgrade upgrade, Snapshot snapshot) {
    List<NetworkPolicy> policies = snapshot.neighbours().all(NetworkPolicy.class);
    String own = Names.networkPolicy(upgrade.getMetadata().getName());
    return new Isolation(
        snapshot
            .workload()
            .map(workload -> labels(workload, upgrade))
            .map(labels -> isolating(policies, labels, upgrade))
            .orElse(List.of()),
        served(upgrade, policies, snapshot.configMaps()),
        policies.stream()
            .filter(policy -> policy.getMetadata().getName().equals(own))
            .anyMatch(policy -> !isOwn(policy, upgrade)));
  }

  /** As the pods will have them. */
  private static Map<String, String> labels(Workload workload, HttpsUpgrade upgrade) {
    var labels = new HashMap<>(workload.template().getMetadata().getLabels());
    labels.put(Names.UPGRADE_LABEL, upgrade.getMetadata().getName());
    return labels;
  }

  private static List<Isolation.Policy> isolating(
      List<NetworkPolicy> policies, Map<String, String> labels, HttpsUpgrade upgrade) {
    return policies.stream()
        .filter(policy -> policy.getMetadata().getDeletionTimestamp() == null)
        .filter(policy -> !isOwn(policy, upgrade))
        .filter(policy -> isForIngress(policy.getSpec()))
        .filter(policy ->
            policy.getSpec().getPodSelector() == null
                || Selectors.matches(policy.getSpec().getPodSelector(), labels))
        .sorted(Comparator.comparing(policy -> policy.getMetadata().getName()))
        .map(policy ->
            new Isolation.Policy(policy.getMetadata().getName(), policy.getSpec().getIngress()))
        .toList();
  }

  private static boolean isForIngress(NetworkPolicySpec spec) {
    return spec.getPolicyTypes().isEmpty() || spec.getPolicyTypes().contains(INGRESS);
  }

  private static boolean isOwn(NetworkPolicy policy, HttpsUpgrade upgrade) {
    String uid = upgrade.getMetadata().getUid();
    return uid != null && policy.hasOwnerReferenceFor(uid);
  }

  /**
   * Pods of an older template go on with their ports until they are replaced. Anybody may write a
   * ConfigMap, so a port counts that our own policy has opened.
   */
  private static List<TrafficPort> served(
      HttpsUpgrade upgrade, List<NetworkPolicy> policies, List<ConfigMap> configMaps) {
    Set<Integer> opened =
        policies.stream()
            .filter(policy -> isOwn(policy, upgrade))
            .flatMap(policy -> policy.getSpec().getIngress().stream())
            .flatMap(rule -> rule.getPorts().stream())
            .map(port -> port.getPort().getIntVal())
            .collect(Collectors.toSet());
    return configMaps.stream()
        .flatMap(IsolationReader::ports)
        .filter(port -> opened.contains(port.port()))
        .distinct()
        .toList();
  }

  private static Stream<TrafficPort> ports(ConfigMap configMap) {
    String config = configMap.getData().getOrDefault(Names.CONFIG_FILE, "");
    try {
      return SidecarConfigCodec.parse(config.getBytes(UTF_8)).ports().stream();
    } catch (InvalidSidecarConfigException e) {
      // Somebody changed it; no sidecar has it.
      return Stream.empty();
    }
  }
}
