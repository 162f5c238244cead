package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;

/** The sidecar: a native one (KEP-753), so that it starts before the app and ends after it. */
final class SidecarContainer {

  private static final String TOKEN_DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final long USER = 65_532;

  private SidecarContainer() {}

  static Container render(
      SidecarSpec spec, List<PlannedPort> ports, String image, String drainToken) {
    return new ContainerBuilder()
        .withName(Names.SIDECAR)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withRestartPolicy("Always")
        .withArgs("--config", Names.DIRECTORY + "/" + Names.CONFIG_FILE)
        .addNewEnv()
        .withName(Names.DRAIN_TOKEN_VARIABLE)
        .withValue(drainToken)
        .endEnv()
        .withPorts(ports(ports))
        .withStartupProbe(probe("/startupz", 1, 120))
        .withReadinessProbe(probe("/readyz", 5, 3))
        .withLivenessProbe(probe("/healthz", 10, 6))
        .withLifecycle(drainBeforeStop(drainToken))
        .withResources(SidecarResources.of(spec.resources()))
        .withSecurityContext(restricted())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .addNewVolumeMount()
        .withName(Names.SIDECAR)
        .withMountPath(Names.DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        // Admission mounts the service-account token wherever nothing else is mounted.
        .addNewVolumeMount()
        .withName(Names.NO_TOKEN_VOLUME)
        .withMountPath(TOKEN_DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  private static List<ContainerPort> ports(List<PlannedPort> ports) {
    var rendered = new ArrayList<ContainerPort>();
    ports.forEach(port -> rendered.add(port(port.containerPortName(), port.securePort())));
    rendered.add(port(Names.ADMIN_PORT_NAME, Names.ADMIN_PORT));
    return rendered;
  }

  private static ContainerPort port(String name, int number) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(number)
        .withProtocol("TCP")
        .build();
  }

  private static Probe probe(String path, int periodSeconds, int failureThreshold) {
    return new ProbeBuilder()
        .withHttpGet(adminGet(path).build())
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failureThreshold)
        .build();
  }

  private static Lifecycle drainBeforeStop(String drainToken) {
    HTTPGetAction drain =
        adminGet("/drain")
            .addNewHttpHeader()
            .withName(Names.DRAIN_TOKEN_HEADER)
            .withValue(drainToken)
            .endHttpHeader()
            .build();
    return new LifecycleBuilder().withNewPreStop().withHttpGet(drain).endPreStop().build();
  }

  private static HTTPGetActionBuilder adminGet(String path) {
    return new HTTPGetActionBuilder().withPath(path).withNewPort(Names.ADMIN_PORT);
  }

  /** Pod Security level "restricted". */
  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }
}
