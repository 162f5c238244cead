package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;

/** What is added to the workload: the sidecar, its volumes, and a label by which pods are found. */
final class SidecarInjector {

  private SidecarInjector() {}

  static Workload patch(
      Inputs.Subject subject, Target target, List<PlannedPort> ports, String image) {
    return subject
        .target()
        .with(
            new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels(Names.UPGRADE_LABEL, subject.name())
                .endMetadata()
                .withNewSpec()
                .addToInitContainers(
                    SidecarContainer.render(
                        subject.spec().sidecar(), ports, image, target.drainToken()))
                .addToVolumes(certificateAndConfiguration(subject.name(), ports), noToken())
                .endSpec()
                .build());
  }

  /** One volume, so that the kubelet switches certificate and configuration together. */
  private static Volume certificateAndConfiguration(String upgrade, List<PlannedPort> ports) {
    return new VolumeBuilder()
        .withName(Names.SIDECAR)
        .withNewProjected()
        .addNewSource()
        .withNewSecret()
        .withName(Names.secret(upgrade))
        .endSecret()
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName(SidecarConfigMap.name(upgrade, ports))
        .endConfigMap()
        .endSource()
        .endProjected()
        .build();
  }

  private static Volume noToken() {
    return new VolumeBuilder()
        .withName(Names.NO_TOKEN_VOLUME)
        .withNewEmptyDir()
        .endEmptyDir()
        .build();
  }
}
