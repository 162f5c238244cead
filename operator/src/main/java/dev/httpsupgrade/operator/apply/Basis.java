package dev.httpsupgrade.operator.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.plan.Plan;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A hash of all that the API server is asked about in a rehearsal: as long as it is the same,
 * another one would tell nothing new. It is kept in the status, so a restart asks nothing.
 *
 * <p>What changes all the time is left out: status, versions, the number of replicas.
 */
final class Basis {

  private static final int LENGTH = 16;

  /** Set by kubectl apply; says nothing that the spec does not. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final KubernetesSerialization serialization;

  Basis(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  String of(Plan plan, Reconciliation reconciliation) {
    var parts = new ArrayList<Object>();
    // Another operator may have other words.
    parts.add(Reason.values());
    parts.add(annotations(reconciliation.upgrade()));
    parts.add(describe(plan.certificate()));
    parts.add(reconciliation.inputs().certificate().own().toString());
    parts.add(plan.configMap());
    parts.add(plan.workload().patch().object());
    parts.add(reconciliation.inputs().subject().spec().injection());
    parts.add(plan.services());
    parts.add(plan.around().untaken().toString());
    plan.around().networkPolicy().ifPresent(parts::add);
    present(plan, reconciliation).map(this::lasting).forEach(parts::add);
    // Until one is in the template, there is another one each time.
    String token = reconciliation.target().map(Target::drainToken).orElseThrow();
    String text = serialization.asJson(parts).replace(token, "token");
    return Leaf.sha256(text.getBytes(UTF_8)).substring(0, LENGTH);
  }

  /** An annotation of the user's own is the way to ask again. */
  private static Map<String, String> annotations(HttpsUpgrade upgrade) {
    var annotations = new LinkedHashMap<>(upgrade.getMetadata().getAnnotations());
    annotations.remove(LAST_APPLIED);
    return annotations;
  }

  private static Stream<HasMetadata> present(Plan plan, Reconciliation reconciliation) {
    Set<String> concerned = new HashSet<>(reconciliation.touchedServices());
    plan.services().forEach(patch -> concerned.add(patch.getMetadata().getName()));
    return Stream.of(
            reconciliation.snapshot().workload().map(Workload::object).stream(),
            reconciliation.snapshot().configMaps().stream(),
            reconciliation.snapshot().injections().stream(),
            NetworkPolicies.own(reconciliation).stream(),
            reconciliation.snapshot().services().stream()
                .filter(service -> concerned.contains(service.getMetadata().getName())))
        .<HasMetadata>flatMap(objects -> objects)
        .sorted(
            Comparator.comparing(
                object -> object.getKind() + " " + object.getMetadata().getName()));
  }

  private static String describe(CertificateDecision decision) {
    return switch (decision) {
      case CertificateDecision.Keep keep -> "keep " + keep.leaf().fingerprint();
      case CertificateDecision.Issue issue ->
          "issue %s %s".formatted(issue.request().issuedFor(), issue.dnsNames());
      case CertificateDecision.Copy copy -> "copy " + copy.issuedFor();
      case CertificateDecision.Refuse refuse -> "refuse " + refuse.problem();
    };
  }

  private Map<Object, Object> lasting(HasMetadata object) {
    Map<Object, Object> content = FieldDiff.content(serialization.convertValue(object, Map.class));
    if (content.get("spec") instanceof Map<?, ?> spec) {
      content.put("spec", without(spec, "replicas"));
    }
    content.put("uid", object.getMetadata().getUid());
    content.put(
        "owners",
        object.getMetadata().getManagedFields().stream()
            .filter(entry -> entry.getSubresource() == null && entry.getFieldsV1() != null)
            .flatMap(Basis::owner)
            .toList());
    return content;
  }

  private static Stream<String> owner(ManagedFieldsEntry entry) {
    var fields = new LinkedHashMap<Object, Object>(entry.getFieldsV1().getAdditionalProperties());
    if (fields.get("f:spec") instanceof Map<?, ?> spec) {
      Map<Object, Object> lasting = without(spec, "f:replicas");
      if (lasting.isEmpty() && fields.size() == 1) {
        return Stream.empty();
      }
      fields.put("f:spec", lasting);
    }
    return Stream.of("%s %s %s".formatted(entry.getManager(), entry.getOperation(), fields));
  }

  private static Map<Object, Object> without(Map<?, ?> map, String key) {
    var rest = new LinkedHashMap<Object, Object>(map);
    rest.remove(key);
    return rest;
  }
}
