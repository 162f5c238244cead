package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/**
 * What must be there, in the order in which it is applied.
 *
 * @param ports the ports that are upgraded
 * @param configMap the sidecars' configuration
 * @param workload the fields that are added to the workload
 * @param services the fields that are added to each Service
 */
public record Plan(
    List<PlannedPort> ports,
    CertificateDecision certificate,
    ConfigMap configMap,
    WorkloadPatch workload,
    List<Service> services) {

  public Plan {
    ports = List.copyOf(ports);
    services = List.copyOf(services);
  }

  /**
   * What is applied to the workload.
   *
   * @param patch our fields alone
   * @param follow names of the workload's own init containers. Server-side apply appends a new list
   *     item; where there are others, a first apply that lists ours before theirs puts ours first
   */
  public record WorkloadPatch(Workload patch, List<String> follow) {
    public WorkloadPatch {
      follow = List.copyOf(follow);
    }
  }
}
