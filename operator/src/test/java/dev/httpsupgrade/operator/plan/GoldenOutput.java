package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Renders what came of planning as files {@code out-*.yaml}. */
final class GoldenOutput {

  private GoldenOutput() {}

  /** The content of each file, by name. */
  static SortedMap<String, String> of(PlanResult result) {
    var files = new TreeMap<String, String>();
    result.certificateDecision().ifPresent(decision -> put(files, "certificate", map(decision)));
    switch (result) {
      case PlanResult.Rejected rejected ->
          put(files, "rejected", rejected.problems().stream().map(GoldenOutput::map).toList());
      case PlanResult.Planned(Plan plan) -> put(files, plan);
      case PlanResult.Announced(Plan plan, var keepValid) -> {
        put(files, "announced-certificate", map(plan.certificate()));
        put(files, plan);
      }
    }
    return files;
  }

  private static void put(SortedMap<String, String> files, Plan plan) {
    put(files, "configmap", plan.configMap());
    HasMetadata workload = plan.workload().patch().object();
    put(files, workload.getKind().toLowerCase(Locale.ROOT), workload);
    if (!plan.workload().follow().isEmpty()) {
      put(files, "init-containers-after-ours", plan.workload().follow());
    }
    plan.around().networkPolicy().ifPresent(policy -> put(files, "networkpolicy", policy));
    if (!plan.around().notices().isEmpty()) {
      put(files, "notices", plan.around().notices());
    }
    if (!plan.around().untaken().isEmpty()) {
      put(files, "untaken", plan.around().untaken().stream().map(GoldenOutput::map).toList());
    }
    for (Service service : plan.services()) {
      put(files, "service-" + service.getMetadata().getName(), service);
    }
  }

  private static void put(SortedMap<String, String> files, String name, Object content) {
    files.put("out-%s.yaml".formatted(name), GoldenCase.YAML.asYaml(content));
  }

  private static Map<String, Object> map(CertificateDecision decision) {
    var map = new LinkedHashMap<String, Object>();
    map.put("decision", decision.getClass().getSimpleName());
    switch (decision) {
      case CertificateDecision.Keep keep -> {
        map.put("dnsNames", keep.leaf().dnsNames());
        map.put("notAfter", keep.leaf().notAfter().toString());
        map.put("how", keep.how().name());
        keep.renewalTime().ifPresent(time -> map.put("renewalTime", time.toString()));
      }
      case CertificateDecision.Issue issue -> {
        map.put("dnsNames", issue.dnsNames());
        map.put("validity", issue.request().lifetime().validity().toString());
        map.put("issuedFor", issue.request().issuedFor());
        map.put("why", issue.why());
      }
      case CertificateDecision.Copy copy -> {
        map.put("secret", copy.secret());
        map.put("issuedFor", copy.issuedFor());
      }
      case CertificateDecision.Refuse refuse -> {
        map.put("problem", map(refuse.problem()));
        refuse.last().ifPresent(leaf -> map.put("last", List.copyOf(leaf.dnsNames())));
      }
    }
    return map;
  }

  private static Map<String, Object> map(Problem problem) {
    var map = new LinkedHashMap<String, Object>();
    map.put("reason", problem.reason().name());
    map.put("field", problem.field());
    map.put("message", problem.message());
    return map;
  }
}
