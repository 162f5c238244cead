package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.gather.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a workload must not have. */
final class TargetChecks {

  private static final String FIELD = "spec.targetRef";

  private TargetChecks() {}

  static List<Problem> problems(Target target) {
    var problems = new ArrayList<Problem>();
    if (target.pod().hostNetwork()) {
      problems.add(
          new Problem(
              Reason.TargetNotSupported,
              FIELD,
              "the pods use hostNetwork, where the sidecar's ports would be ports of the node; remove hostNetwork"));
    }
    if (!target.pod().foreignNames().isEmpty()) {
      problems.add(
          new Problem(
              Reason.TargetNotSupported,
              FIELD,
              "the pods have containers or volumes of their own named %s, which the sidecar needs; rename them"
                  .formatted(String.join(", ", target.pod().foreignNames()))));
    }
    Target.Placement placement = target.pod().placement();
    if (!placement.linux()) {
      problems.add(
          new Problem(
              Reason.TargetNotSupported,
              FIELD,
              "the pods run on Windows, and the sidecar on Linux alone; end TLS before them, at an Ingress or a Gateway"));
    } else if (!placement.architecture()) {
      problems.add(
          new Problem(
              Reason.TargetNotSupported,
              FIELD,
              "nodeSelector or node affinity keeps the pods off nodes with kubernetes.io/arch: amd64, which the sidecar's image is built for; let them run there"));
    } else if (!placement.others().isEmpty() && !target.pod().hasSidecar()) {
      problems.add(
          new Problem(
              Reason.TargetNotSupported,
              FIELD,
              "the pods may run on nodes of another architecture than amd64, which the sidecar's image is built for: %s; give them nodeSelector kubernetes.io/arch: amd64"
                  .formatted(
                      placement.others().stream().limit(3).collect(Collectors.joining(", ")))));
    }
    return problems;
  }
}
