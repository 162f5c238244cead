package dev.httpsupgrade.operator.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;

/**
 * Names one try to bring a sidecar into a workload: another name is another try. The same name
 * comes of the same spec, retry annotation, sidecar and pod template of the owner's, whether the
 * template has the sidecar at the moment or not.
 */
public final class Attempt {

  private static final int HASH_LENGTH = 16;

  private Attempt() {}

  /** The name of the try that the plan is now. */
  public static String of(Plan plan, Reconciliation reconciliation) {
    HttpsUpgrade upgrade = reconciliation.upgrade();
    var json = reconciliation.client().getKubernetesSerialization();
    String sidecar = json.asJson(plan.workload().patch().template());
    // A template without a sidecar is offered a new token each time.
    String token = reconciliation.target().map(Target::drainToken).orElse("");
    List<Object> all =
        List.of(
            upgrade.getMetadata().getGeneration(),
            reconciliation
                .snapshot()
                .workload()
                .map(workload -> workload.object().getMetadata().getUid())
                .orElse(""),
            upgrade.getMetadata().getAnnotations().getOrDefault(Names.RETRY, ""),
            token.isEmpty() ? sidecar : sidecar.replace(token, ""),
            reconciliation
                .snapshot()
                .workload()
                .map(Workload::template)
                .map(Attempt::ownersPart)
                .map(json::asJson)
                .orElse(""));
    return Leaf.sha256(all.toString().getBytes(UTF_8)).substring(0, HASH_LENGTH);
  }

  private static PodTemplateSpec ownersPart(PodTemplateSpec template) {
    return new PodTemplateSpecBuilder(template)
        .editOrNewMetadata()
        .removeFromLabels(Names.UPGRADE_LABEL)
        .removeFromLabels(Names.INJECTION_LABEL)
        .endMetadata()
        .editSpec()
        .removeMatchingFromInitContainers(container -> Names.SIDECAR.equals(container.getName()))
        .removeMatchingFromVolumes(volume ->
            Names.SIDECAR.equals(volume.getName())
                || Names.NO_TOKEN_VOLUME.equals(volume.getName()))
        .endSpec()
        .build();
  }
}
