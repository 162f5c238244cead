package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.OperatorSettings;
import dev.httpsupgrade.operator.api.v1alpha1.InjectionMode;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.ServicesSpec.Takeover;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.certificate.CertificatePolicy;
import dev.httpsupgrade.operator.certificate.ClientTrust;
import dev.httpsupgrade.operator.certificate.OwnSecret;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.ServiceFacts;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.gather.TargetLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what must be there for one upgrade; pure. */
public final class Planner {

  private static final Problem PAUSED =
      new Problem(
          Reason.Paused,
          "metadata.annotations[%s]".formatted(Names.PAUSE),
          "nothing is changed, but the certificate in use is renewed; remove the annotation to go on");

  private static final Problem ADMISSION_NOT_INSTALLED =
      new Problem(
          Reason.AdmissionNotInstalled,
          "spec.injection",
          "Admission takes deploy/components/zero-drift, which is not installed; have it installed, or choose Workload");

  private static final Problem TAKEOVER_NOT_INSTALLED =
      new Problem(
          Reason.AdmissionNotInstalled,
          "spec.services.takeover",
          "Admission takes deploy/components/zero-drift, which is not installed; have it installed, or choose None, Unowned or Force");

  private final OperatorSettings settings;

  public Planner(OperatorSettings settings) {
    this.settings = settings;
  }

  public PlanResult plan(Inputs inputs) {
    if (inputs.subject().paused()) {
      return rejected(inputs, PAUSED);
    }
    return switch (inputs.target()) {
      case TargetLookup.Missing() -> rejected(inputs, missing(inputs));
      case TargetLookup.Taken(String older) -> rejected(inputs, taken(inputs, older));
      case TargetLookup.Controlled(String controller) ->
          rejected(inputs, controlled(inputs, controller));
      case TargetLookup.Found(Target target) -> plan(inputs, target);
    };
  }

  private PlanResult plan(Inputs inputs, Target target) {
    var problems = new ArrayList<>(TargetChecks.problems(target));
    List<ServiceFacts> services = ServiceChoice.choose(inputs, target, problems);
    List<PlannedPort> ports =
        problems.isEmpty()
            ? PortChoice.choose(inputs.subject().spec(), target, services, problems)
            : List.of();
    if (problems.isEmpty()) {
      ServiceChecks.check(inputs, target, services, ports, problems);
    }
    if (problems.isEmpty()) {
      services = ServicePatch.relevant(inputs.subject().spec(), target, services, ports, problems);
    }
    if (problems.isEmpty()) {
      var plainPorts = new PlainPorts(inputs, target, ports);
      services.forEach(service -> plainPorts.checkNames(service, problems));
    }
    inputs
        .around()
        .room()
        .map(room -> RoomChecks.problems(room, inputs.subject().spec().sidecar()))
        .ifPresent(problems::addAll);
    if (inputs.subject().spec().injection() == InjectionMode.Admission && !settings.zeroDrift()) {
      problems.add(ADMISSION_NOT_INSTALLED);
    }
    if (inputs.subject().spec().services().takeover() == Takeover.Admission
        && !settings.zeroDrift()) {
      problems.add(TAKEOVER_NOT_INSTALLED);
    }
    UpdateRules.problem(inputs.subject().spec().sidecar().update()).ifPresent(problems::add);
    if (inputs.around().isolation().isolates() && inputs.around().isolation().nameTaken()) {
      problems.add(policyNameTaken(inputs));
    }
    if (inputs.certificate().clientTrust() instanceof ClientTrust.Unusable(Problem problem)) {
      problems.add(problem);
    }
    if (!problems.isEmpty()) {
      return rejected(inputs, problems);
    }
    Plan plan = plan(inputs, target, services, ports);
    return switch (inputs.subject().spec().stage()) {
      case Plan -> new PlanResult.Announced(plan, keepValid(inputs));
      case Observe -> new PlanResult.Planned(plan);
    };
  }

  private Plan plan(
      Inputs inputs, Target target, List<ServiceFacts> services, List<PlannedPort> ports) {
    List<String> dnsNames =
        CertificateNames.of(inputs.subject().namespace(), services, settings.clusterDomain());
    return new Plan(
        ports,
        certificate(inputs, dnsNames),
        SidecarConfigMap.render(inputs, target, ports),
        new SidecarPin(inputs.subject(), target, ports, settings).patch(inputs.now()),
        around(inputs, target, services, ports));
  }

  private Plan.Around around(
      Inputs inputs, Target target, List<ServiceFacts> services, List<PlannedPort> ports) {
    return new Plan.Around(
        services.stream()
            .map(service -> ServicePatch.render(inputs, target, service, ports))
            .toList(),
        services.stream().flatMap(new PlainPorts(inputs, target, ports)::problems).toList(),
        SidecarNetworkPolicy.render(inputs, target, ports, settings.namespace()),
        Notices.of(inputs, target, services, ports));
  }

  private static PlanResult rejected(Inputs inputs, Problem problem) {
    return rejected(inputs, List.of(problem));
  }

  private static PlanResult rejected(Inputs inputs, List<Problem> problems) {
    return new PlanResult.Rejected(problems, keepValid(inputs));
  }

  /** In stage Plan a certificate stays what it is, whatever the spec asks for by now. */
  private static Optional<CertificateDecision> keepValid(Inputs inputs) {
    if (!(inputs.certificate().own() instanceof OwnSecret.Held held)
        || !(inputs.target() instanceof TargetLookup.Found
            || inputs.target() instanceof TargetLookup.Controlled)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (inputs.subject().spec().stage()) {
          case Observe -> certificate(inputs, held.leaf().dnsNames());
          case Plan ->
              CertificatePolicy.keep(
                  inputs.subject().spec().certificate(),
                  held,
                  inputs.certificate().source(),
                  inputs.certificate().operators(),
                  inputs.now());
        });
  }

  private static CertificateDecision certificate(Inputs inputs, List<String> dnsNames) {
    var facts = inputs.certificate();
    return CertificatePolicy.decide(
        inputs.subject().spec().certificate(),
        dnsNames,
        new CertificatePolicy.State(
            Names.secret(inputs.subject().name()),
            facts.own(),
            facts.source(),
            inputs.subject().beside().renew()),
        facts.operators(),
        inputs.now());
  }

  private static Problem missing(Inputs inputs) {
    return new Problem(
        Reason.TargetNotFound,
        "spec.targetRef.name",
        "there is no %s in namespace %s; create it, or name another one"
            .formatted(inputs.subject().spec().targetRef(), inputs.subject().namespace()));
  }

  private static Problem taken(Inputs inputs, String older) {
    return new Problem(
        Reason.TargetAlreadyUpgraded,
        "spec.targetRef.name",
        "HttpsUpgrade %s already upgrades %s; delete one of the two"
            .formatted(older, inputs.subject().spec().targetRef()));
  }

  private static Problem controlled(Inputs inputs, String controller) {
    return new Problem(
        Reason.TargetControlled,
        "spec.targetRef.name",
        "%s is controlled by %s, which takes changes back or rolls them out in its own way; have that make the pods with a sidecar of its own, or end TLS before them"
            .formatted(inputs.subject().spec().targetRef(), controller));
  }

  private static Problem policyNameTaken(Inputs inputs) {
    return new Problem(
        Reason.Conflict,
        "metadata.name",
        "there is a NetworkPolicy %s that is not the operator's, where one is needed that lets callers of the app call the sidecar; remove it, or give the HttpsUpgrade another name"
            .formatted(Names.networkPolicy(inputs.subject().name())));
  }
}
