package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from a pod's spec on which nodes it may run. */
final class Placements {

  private static final String OS = "kubernetes.io/os";
  private static final String LINUX = "linux";
  private static final String ARCHITECTURE = "kubernetes.io/arch";

  /** What the sidecar's image is built for. */
  private static final String OUR_ARCHITECTURE = "amd64";

  /** Taints of what Kubernetes sees of a node for now, such as that it isn't ready. */
  private static final String PASSING = "node.kubernetes.io/";

  /** Selects the nodes of which the sidecar's image knows nothing; in most clusters none. */
  static final String OTHER_NODES = ARCHITECTURE + "," + ARCHITECTURE + "!=" + OUR_ARCHITECTURE;

  private Placements() {}

  static boolean onLinux(PodSpec pod) {
    boolean declared = pod.getOs() == null || LINUX.equals(pod.getOs().getName());
    return declared && mayRunWhere(OS, LINUX, pod);
  }

  static boolean onOurArchitecture(PodSpec pod) {
    return mayRunWhere(ARCHITECTURE, OUR_ARCHITECTURE, pod);
  }

  /** Whether the scheduler may put the pod on that node, as far as it is known long before. */
  static boolean admits(PodSpec pod, Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    Map<String, String> selector = pod.getNodeSelector();
    List<NodeSelectorTerm> terms = requiredTerms(pod);
    return labels.entrySet().containsAll(selector.entrySet())
        && (terms.isEmpty()
            || terms.stream()
                .anyMatch(term ->
                    term.getMatchExpressions().stream()
                        .allMatch(wanted -> admits(wanted, labels.get(wanted.getKey())))))
        && node.getSpec().getTaints().stream()
            .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
            .filter(taint -> !taint.getKey().startsWith(PASSING))
            .allMatch(taint ->
                pod.getTolerations().stream().anyMatch(toleration -> covers(toleration, taint)));
  }

  private static boolean covers(Toleration toleration, Taint taint) {
    boolean anyKey = toleration.getKey() == null || toleration.getKey().isEmpty();
    boolean anyEffect = toleration.getEffect() == null || toleration.getEffect().isEmpty();
    boolean sameValue =
        Objects.requireNonNullElse(toleration.getValue(), "")
            .equals(Objects.requireNonNullElse(taint.getValue(), ""));
    return (anyKey || toleration.getKey().equals(taint.getKey()))
        && (anyEffect || toleration.getEffect().equals(taint.getEffect()))
        && ("Exists".equals(toleration.getOperator()) || sameValue);
  }

  /** Such as {@code node-3 (arm64)}. */
  static String name(Node node) {
    return "%s (%s)"
        .formatted(node.getMetadata().getName(), node.getMetadata().getLabels().get(ARCHITECTURE));
  }

  /** Whether nothing keeps the pod off all nodes that have that label. */
  private static boolean mayRunWhere(String label, String value, PodSpec pod) {
    Map<String, String> selector = pod.getNodeSelector();
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

  private static boolean admits(NodeSelectorRequirement wanted, @Nullable String value) {
    return Selectors.isMet(wanted.getOperator(), wanted.getValues(), value);
  }
}
