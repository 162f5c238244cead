package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from a pod's spec on which nodes it may run. */
final class Placements {

  private static final String OS = "kubernetes.io/os";
  private static final String LINUX = "linux";
  private static final String ARCHITECTURE = "kubernetes.io/arch";

  /** What the sidecar's image is built for. */
  private static final String OUR_ARCHITECTURE = "amd64";

  private Placements() {}

  static boolean onLinux(PodSpec pod) {
    boolean declared = pod.getOs() == null || LINUX.equals(pod.getOs().getName());
    return declared && mayRunWhere(OS, LINUX, pod);
  }

  static boolean onOurArchitecture(PodSpec pod) {
    return mayRunWhere(ARCHITECTURE, OUR_ARCHITECTURE, pod);
  }

  /** Whether nothing keeps the pod off all nodes that have that label. */
  private static boolean mayRunWhere(String label, String value, PodSpec pod) {
    Map<String, String> selector = Optional.ofNullable(pod.getNodeSelector()).orElse(Map.of());
    List<NodeSelectorTerm> terms = requiredTerms(pod);
    return value.equals(selector.getOrDefault(label, value))
        && (terms.isEmpty() || terms.stream().anyMatch(term -> admits(term, label, value)));
  }

  private static List<NodeSelectorTerm> requiredTerms(PodSpec pod) {
    return Optional.ofNullable(pod.getAffinity())
        .map(affinity -> affinity.getNodeAffinity())
        .map(node -> node.getRequiredDuringSchedulingIgnoredDuringExecution())
        .map(required -> required.getNodeSelectorTerms())
        .orElse(List.of());
  }

  private static boolean admits(NodeSelectorTerm term, String label, String value) {
    return term.getMatchExpressions().stream()
        .filter(requirement -> label.equals(requirement.getKey()))
        .allMatch(requirement -> admits(requirement, value));
  }

  private static boolean admits(NodeSelectorRequirement requirement, String value) {
    return switch (requirement.getOperator()) {
      case "In" -> requirement.getValues().contains(value);
      case "NotIn" -> !requirement.getValues().contains(value);
      case "DoesNotExist" -> false;
      default -> true;
    };
  }
}
