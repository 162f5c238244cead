package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads a workload, and leaves out what an upgrade added to it. */
final class TargetReader {

  private static final long DEFAULT_GRACE_SECONDS = 30;

  private TargetReader() {}

  static Target read(Workload workload, List<Node> otherNodes, Supplier<String> newDrainToken) {
    var template = workload.template();
    PodSpec pod = template.getSpec();
    boolean ours = FieldOwnership.has(workload.object(), Names.FIELD_MANAGER);
    Optional<Container> sidecar =
        ours
            ? pod.getInitContainers().stream().filter(TargetReader::isSidecar).findFirst()
            : Optional.empty();
    return new Target(
        workload.object().getMetadata().getName(),
        template.getMetadata().getLabels(),
        containers(pod, ours),
        new Target.Pod(
            Boolean.TRUE.equals(pod.getHostNetwork()),
            Optional.ofNullable(pod.getTerminationGracePeriodSeconds())
                .orElse(DEFAULT_GRACE_SECONDS),
            sidecar.map(Container::getImage),
            ours ? List.of() : foreignNames(pod),
            new Target.Placement(
                Placements.onLinux(pod),
                Placements.onOurArchitecture(pod),
                otherNodes.stream()
                    .filter(node -> Placements.admits(pod, node))
                    .map(Placements::name)
                    .sorted()
                    .toList())),
        sidecar.flatMap(InjectedTemplate::drainToken).orElseGet(newDrainToken));
  }

  private static List<Target.Container> containers(PodSpec pod, boolean ours) {
    var containers = new ArrayList<Target.Container>();
    pod.getInitContainers().stream()
        .filter(container -> !(ours && isSidecar(container)))
        .forEach(container -> containers.add(container(container, true)));
    pod.getContainers().forEach(container -> containers.add(container(container, false)));
    return containers;
  }

  private static Target.Container container(Container container, boolean init) {
    return new Target.Container(
        container.getName(),
        init,
        container.getPorts().stream()
            .filter(port -> port.getProtocol() == null || port.getProtocol().equals("TCP"))
            .map(port ->
                new Target.Port(Optional.ofNullable(port.getName()), port.getContainerPort()))
            .toList());
  }

  private static List<String> foreignNames(PodSpec pod) {
    return Stream.concat(
            Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .map(Container::getName),
            pod.getVolumes().stream().map(Volume::getName))
        .filter(name -> name.equals(Names.SIDECAR) || name.equals(Names.NO_TOKEN_VOLUME))
        .distinct()
        .toList();
  }

  private static boolean isSidecar(Container container) {
    return container.getName().equals(Names.SIDECAR);
  }
}
