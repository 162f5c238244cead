package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.Action;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedRollout;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.plan.RolloutForecast;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what a plan would change, by asking the API server: what would be applied is sent as a
 * dry run, and what comes back is compared with what is there. So defaults, admission and the
 * owners of fields have their say.
 *
 * <p>A dry run is a request all the same: nothing is asked twice about the same.
 */
final class Rehearsal {

  private final CertificateApplier certificates;

  Rehearsal(CertificateApplier certificates) {
    this.certificates = certificates;
  }

  /** What the status tells where there is no plan. */
  static PlanStatus of(List<Problem> problems) {
    return new PlanStatus(null, List.of(), null, List.of(), Findings.obstacles(problems));
  }

  PlanStatus of(Plan plan, Reconciliation reconciliation) {
    String basis =
        new Basis(reconciliation.client().getKubernetesSerialization()).of(plan, reconciliation);
    PlanStatus known =
        Optional.ofNullable(reconciliation.upgrade().getStatus())
            .map(HttpsUpgradeStatus::plan)
            .filter(previous -> basis.equals(previous.basis()))
            .orElseGet(() -> ask(basis, plan, reconciliation));
    boolean replaced = known.rollout() != null && known.rollout().podsReplaced();
    return new PlanStatus(
        basis,
        known.objects(),
        reconciliation
            .snapshot()
            .workload()
            .map(workload -> forecast(workload, replaced))
            .orElse(null),
        AffectedServices.of(plan, reconciliation),
        known.obstacles());
  }

  private PlanStatus ask(String basis, Plan plan, Reconciliation reconciliation) {
    var findings = new Findings(reconciliation);
    if (plan.certificate() instanceof CertificateDecision.Refuse(Problem problem, var last)) {
      findings.add(problem);
    }
    certificates
        .outline(plan.certificate(), reconciliation)
        .ifPresent(
            secret -> findings.rehearse(reconciliation.snapshot().credentials().own(), secret));
    if (plan.certificate() instanceof CertificateDecision.Keep) {
      CertificateApplier.orphan(reconciliation)
          .ifPresent(secret -> findings.add(secret, Action.Change));
    }
    networkPolicy(plan, reconciliation, findings);
    findings.rehearse(
        Applier.present(reconciliation.snapshot(), plan.configMap()), plan.configMap());
    var delivery = Injections.delivery(plan.workload().patch().template(), reconciliation);
    delivery
        .injection()
        .ifPresent(injection ->
            findings.rehearse(Injections.present(injection, reconciliation), injection));
    findings.rehearse(
        reconciliation.snapshot().workload().map(Workload::object),
        delivery.workload().object(),
        Applier.first(plan.workload(), reconciliation));
    services(plan, reconciliation, findings);
    Pruner.unused(plan, reconciliation.snapshot().configMaps())
        .forEach(configMap -> findings.add(configMap, Action.Delete));
    Injections.unused(plan, reconciliation)
        .forEach(injection -> findings.add(injection, Action.Delete));
    return findings.status(basis);
  }

  private static void networkPolicy(Plan plan, Reconciliation reconciliation, Findings findings) {
    Optional<NetworkPolicy> own = NetworkPolicies.own(reconciliation);
    plan.around()
        .networkPolicy()
        .ifPresentOrElse(
            desired -> findings.rehearse(own, desired),
            () -> own.ifPresent(policy -> findings.add(policy, Action.Delete)));
  }

  private static void services(Plan plan, Reconciliation reconciliation, Findings findings) {
    Map<String, Service> services = Exposing.servicesByName(reconciliation);
    Set<String> leaving = new HashSet<>(reconciliation.touchedServices());
    plan.around().untaken().forEach(findings::add);
    for (Service patch : plan.services()) {
      String name = patch.getMetadata().getName();
      leaving.remove(name);
      Optional.ofNullable(services.get(name))
          .ifPresent(service -> findings.rehearse(Optional.of(service), patch));
    }
    leaving.stream()
        .sorted()
        .flatMap(name -> Optional.ofNullable(services.get(name)).stream())
        .forEach(
            service -> findings.rehearse(Optional.of(service), ServiceExposer.nothing(service)));
  }

  private static PlannedRollout forecast(Workload workload, boolean replaced) {
    return replaced ? RolloutForecast.replacing(workload) : RolloutForecast.keeping(workload);
  }
}
