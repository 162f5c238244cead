package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.Notice;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Optional;

/**
 * What must be there, in the order in which it is applied.
 *
 * @param ports the ports that are upgraded
 * @param configMap the sidecars' configuration
 * @param workload the fields that are added to the workload
 * @param around what is changed around the workload
 */
public record Plan(
    List<PlannedPort> ports,
    CertificateDecision certificate,
    ConfigMap configMap,
    WorkloadPatch workload,
    Around around) {

  public Plan {
    ports = List.copyOf(ports);
  }

  /** The fields that are added to each Service. */
  public List<Service> services() {
    return around.services();
  }

  /**
   * What is changed around the workload.
   *
   * @param services the fields that are added to each Service
   * @param untaken why plain ports that should lead through the sidecar do not
   * @param networkPolicy lets in, beside the policies of others, whoever has to be
   * @param notices what is worth knowing about what is beside the workload
   */
  public record Around(
      List<Service> services,
      List<Problem> untaken,
      Optional<NetworkPolicy> networkPolicy,
      List<Notice> notices) {
    public Around {
      notices = List.copyOf(notices);
      services = List.copyOf(services);
      untaken = List.copyOf(untaken);
    }
  }

  /**
   * What is applied to the workload.
   *
   * @param patch our fields alone
   * @param follow names of the workload's own init containers. Server-side apply appends a new list
   *     item; where there are others, a first apply that lists ours before theirs puts ours first
   * @param asked another one if a user asks for another sidecar, not if only the operator is newer
   * @param waiting a newer sidecar that isn't in the patch yet
   * @param isUpdate whether the patch has another sidecar's image than the workload
   */
  public record WorkloadPatch(
      Workload patch,
      List<String> follow,
      String asked,
      Optional<WaitingUpdate> waiting,
      boolean isUpdate) {
    public WorkloadPatch {
      follow = List.copyOf(follow);
    }

    /** Image of the sidecar. */
    public String image() {
      return patch.template().getSpec().getInitContainers().getFirst().getImage();
    }
  }
}
