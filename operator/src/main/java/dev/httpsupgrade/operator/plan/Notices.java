package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.Notice;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.NoticeReason;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Neighbour;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is worth knowing about what is beside the workload. It goes on working as before: these are
 * others' objects, which an upgrade does not change.
 */
final class Notices {

  /** As many as the CRD allows; who mends some sees the others. */
  private static final int MOST = 20;

  /** How long a draining sidecar takes to ask each idle client to leave. */
  private static final int LEAVING_SECONDS = 10;

  private final Inputs inputs;
  private final Target target;
  private final List<ServiceFacts> services;
  private final List<PlannedPort> ports;

  private Notices(
      Inputs inputs, Target target, List<ServiceFacts> services, List<PlannedPort> ports) {
    this.inputs = inputs;
    this.target = target;
    this.services = services;
    this.ports = ports;
  }

  /**
   * Those about a plan.
   *
   * @param services the Services that get an HTTPS port
   */
  static List<Notice> of(
      Inputs inputs, Target target, List<ServiceFacts> services, List<PlannedPort> ports) {
    var notices = new Notices(inputs, target, services, ports);
    return Stream.concat(
            inputs.around().neighbours().stream().filter(notices::isConcerned).map(notices::notice),
            notices.ofTheWorkload())
        .distinct()
        .sorted(
            Comparator.comparing(Notice::reason)
                .thenComparing(Notice::kind)
                .thenComparing(Notice::name)
                .thenComparing(Notice::message))
        .limit(MOST)
        .toList();
  }

  private boolean isConcerned(Neighbour neighbour) {
    return neighbour
        .to()
        .map(to ->
            services.stream()
                .filter(service -> service.name().equals(to.service()))
                .flatMap(service -> service.formerPorts().stream())
                .filter(to::isFor)
                .anyMatch(this::isUpgraded))
        .orElse(true);
  }

  private boolean isUpgraded(ServiceFacts.Port port) {
    return port.target().in(target).stream()
        .anyMatch(number -> ports.stream().anyMatch(planned -> planned.appPort() == number));
  }

  private Notice notice(Neighbour neighbour) {
    String message =
        switch (neighbour.reason()) {
          case AllowsNoDisruption ->
              "lets none of the pods be evicted; a rollout is not held up by that, but a node can't be drained";
          case CountsSidecar ->
              "scales by %s of all containers, the sidecar's included; use a metric of type ContainerResource for the container of the app"
                  .formatted(neighbour.detail());
          case PlainBackend ->
              "leads to the plain port of Service %s, as before; to have HTTPS up to the pods lead it to port %s, with HTTPS as the protocol of the backend"
                  .formatted(serviceOf(neighbour), servicePorts());
          case PlainScrape ->
              "reads metrics over plain HTTP, as before; to have HTTPS set its scheme to https, its port to that of HTTPS, and trust the CA in Secret %s (ca.crt)"
                  .formatted(Names.secret(inputs.subject().name()));
          case ReachableFromOutside ->
              "is a %s: port %s can be reached from outside of the cluster, too; if it is not to be, list the other Services in spec.services.names"
                  .formatted(neighbour.detail(), servicePorts());
          case ResizesSidecar ->
              "may resize the sidecar; add {containerName: %s, mode: \"Off\"} to its spec.resourcePolicy.containerPolicies"
                  .formatted(Names.SIDECAR);
          case ScrapesEveryPort ->
              "has annotation prometheus.io/scrape without prometheus.io/port: Prometheus may read each port of the pods, the sidecar's included; add prometheus.io/port";
          case OtherArchitecture, ShortGracePeriod -> "";
        };
    return new Notice(neighbour.kind(), neighbour.name(), neighbour.reason().name(), message);
  }

  private Stream<Notice> ofTheWorkload() {
    long seconds = target.pod().terminationGracePeriodSeconds();
    var notices = new ArrayList<Notice>();
    if (seconds < LEAVING_SECONDS) {
      notices.add(
          ofTheWorkload(
              NoticeReason.ShortGracePeriod,
              "terminationGracePeriodSeconds is %d, and idle clients are asked to leave over %d seconds; with less, some find their connection cut"
                  .formatted(seconds, LEAVING_SECONDS)));
    }
    // Before the sidecar is in, it is a problem: TargetChecks.
    if (!target.pod().placement().others().isEmpty() && target.pod().hasSidecar()) {
      notices.add(
          ofTheWorkload(
              NoticeReason.OtherArchitecture,
              "may run on nodes of another architecture than amd64, where the sidecar would not start; give the pods nodeSelector kubernetes.io/arch: amd64"));
    }
    return notices.stream();
  }

  private Notice ofTheWorkload(NoticeReason reason, String message) {
    return new Notice(
        inputs.subject().spec().targetRef().kind().name(), target.name(), reason.name(), message);
  }

  private static String serviceOf(Neighbour neighbour) {
    return neighbour.to().map(Neighbour.ServicePort::service).orElse("");
  }

  private String servicePorts() {
    return ports.stream()
        .map(port -> String.valueOf(port.servicePort()))
        .collect(Collectors.joining(", "));
  }
}
