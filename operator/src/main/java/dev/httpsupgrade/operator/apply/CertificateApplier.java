package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.CertificateSpec;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CaStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.Stage;
import dev.httpsupgrade.operator.certificate.CertificateDecision;
import dev.httpsupgrade.operator.certificate.CertificateSecret;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.certificate.OwnSecret;
import dev.httpsupgrade.operator.certificate.SecretReader;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.plan.OwnedMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what was decided about a certificate. */
final class CertificateApplier {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateApplier.class);

  private final CertificateSecret secrets;

  CertificateApplier(CertificateSecret secrets) {
    this.secrets = secrets;
  }

  CertificateState apply(CertificateDecision decision, Reconciliation reconciliation) {
    Inputs inputs = reconciliation.inputs();
    Optional<CaStatus> ca = ca(inputs);
    return switch (decision) {
      case CertificateDecision.Keep keep -> {
        keep(keep, reconciliation);
        yield new CertificateState(
            Optional.of(keep.leaf()), keep.how(), keep.renewalTime(), Optional.empty(), ca);
      }
      case CertificateDecision.Refuse(var problem, Optional<Leaf> last) ->
          new CertificateState(last, problem.reason(), Optional.empty(), Optional.of(problem), ca);
      case CertificateDecision.Issue issue -> {
        Optional<Secret> source = reconciliation.snapshot().credentials().source();
        Secret secret = secrets.issue(metadata(inputs), issue, source, inputs.now());
        Leaf leaf = write(secret, issue.why(), reconciliation);
        Optional<Instant> renewal = issue.request().renewalTime(leaf);
        yield new CertificateState(Optional.of(leaf), Reason.Issued, renewal, Optional.empty(), ca);
      }
      case CertificateDecision.Copy copy -> {
        Secret source = reconciliation.snapshot().credentials().source().orElseThrow();
        Secret secret = secrets.copy(metadata(inputs), copy, source, inputs.now());
        Leaf leaf = write(secret, "the source has another one", reconciliation);
        yield new CertificateState(
            Optional.of(leaf), Reason.Copied, Optional.empty(), Optional.empty(), ca);
      }
    };
  }

  private static Optional<CaStatus> ca(Inputs inputs) {
    return inputs.subject().spec().certificate().source() instanceof CertificateSpec.OperatorCA
        ? inputs.certificate().operators().life()
        : Optional.empty();
  }

  private static void keep(CertificateDecision.Keep keep, Reconciliation reconciliation) {
    Inputs inputs = reconciliation.inputs();
    if (inputs.subject().spec().stage() == Stage.Plan) {
      return;
    }
    if (keep.newTrust().isPresent()) {
      Secret own = reconciliation.snapshot().credentials().own().orElseThrow();
      String trust = keep.newTrust().orElseThrow();
      reconciliation.writer().apply(CertificateSecret.withTrust(metadata(inputs), own, trust));
    } else {
      orphan(reconciliation).ifPresent(secret -> adopt(secret, reconciliation));
    }
  }

  /** The Secret, if a former upgrade of that name left it to the pods. */
  static Optional<Secret> orphan(Reconciliation reconciliation) {
    String uid = reconciliation.inputs().subject().uid();
    return reconciliation
        .snapshot()
        .credentials()
        .own()
        .filter(secret -> !secret.hasOwnerReferenceFor(uid));
  }

  private static void adopt(Secret secret, Reconciliation reconciliation) {
    var owned =
        new SecretBuilder(secret)
            .editMetadata()
            .withOwnerReferences(metadata(reconciliation.inputs()).getOwnerReferences())
            .endMetadata()
            .build();
    reconciliation.client().resource(owned).patch(PatchContext.of(PatchType.JSON_MERGE));
  }

  /** The Secret that would be written, without certificate and key. */
  Optional<Secret> outline(CertificateDecision decision, Reconciliation reconciliation) {
    Inputs inputs = reconciliation.inputs();
    return switch (decision) {
      case CertificateDecision.Keep keep -> Optional.empty();
      case CertificateDecision.Refuse refuse -> Optional.empty();
      case CertificateDecision.Issue issue ->
          Optional.of(CertificateSecret.outline(metadata(inputs), issue));
      case CertificateDecision.Copy copy ->
          Optional.of(
              CertificateSecret.outline(
                  metadata(inputs),
                  copy,
                  reconciliation.snapshot().credentials().source().orElseThrow()));
    };
  }

  private static Leaf write(Secret secret, String why, Reconciliation reconciliation) {
    Inputs inputs = reconciliation.inputs();
    reconciliation.writer().apply(secret);
    Leaf leaf = leafIn(inputs, secret);
    LOG.atInfo()
        .addKeyValue("upgrade", inputs.subject().name())
        .addKeyValue("namespace", inputs.subject().namespace())
        .addKeyValue("serialNumber", leaf.serialNumber())
        .addKeyValue("notAfter", leaf.notAfter())
        .addKeyValue("why", why)
        .log("new certificate");
    return leaf;
  }

  private static ObjectMeta metadata(Inputs inputs) {
    return OwnedMetadata.of(inputs.subject(), Names.secret(inputs.subject().name()));
  }

  private static Leaf leafIn(Inputs inputs, Secret secret) {
    return switch (SecretReader.own(inputs.subject().name(), Optional.of(secret))) {
      case OwnSecret.Held held -> held.leaf();
      case OwnSecret.Absent() -> throw new IllegalStateException("wrote an unreadable Secret");
      case OwnSecret.Foreign() -> throw new IllegalStateException("wrote a foreign Secret");
    };
  }
}
