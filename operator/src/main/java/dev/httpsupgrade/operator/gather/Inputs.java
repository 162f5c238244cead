package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeSpec;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a plan depends on, as it was at one moment.
 *
 * @param now when this was gathered; {@code plan} has no clock of its own
 */
public record Inputs(
    Subject subject,
    TargetLookup target,
    Surroundings around,
    CertificateFacts certificate,
    Instant now) {

  /** The Services of the namespace. */
  public List<ServiceFacts> services() {
    return around.services();
  }

  /** The resource that is reconciled. */
  public record Subject(
      String namespace, String name, String uid, HttpsUpgradeSpec spec, BesideSpec beside) {

    /** The workload with nothing but its name, to be applied with what is ours. */
    public Workload target() {
      return Workload.named(spec.targetRef(), namespace);
    }

    public boolean paused() {
      return beside.paused();
    }

    public Sidecar sidecar() {
      return beside.sidecar();
    }
  }

  /**
   * What its annotations and its status say.
   *
   * @param paused whether nothing is to be changed
   * @param renew another value asks for another certificate; empty: nobody asks
   */
  public record BesideSpec(boolean paused, String renew, Sidecar sidecar) {}

  /**
   * What is known of the sidecars that the pods have.
   *
   * @param served what was last seen serving in all pods
   * @param updateTo the image to which somebody lets them be updated, or empty
   * @param failed the image that was tried for the present spec and taken back, if there is one
   * @param turn what else an update has to heed
   */
  public record Sidecar(
      Optional<Served> served, String updateTo, Optional<String> failed, Turn turn) {}

  /**
   * What an update has to heed in the cluster.
   *
   * @param others how many workloads are being updated, or have waited longer for it
   * @param disruptionBudget the PodDisruptionBudget that allows no disruption, because pods of the
   *     workload are not healthy
   */
  public record Turn(int others, Optional<String> disruptionBudget) {}

  /**
   * One that served.
   *
   * @param asked what users asked for then, see the plan
   * @param template what it added to the pod template
   */
  public record Served(String image, String asked, PodTemplateSpec template) {}
}
