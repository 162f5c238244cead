package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.gather.Inputs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** Metadata of the objects that go when the upgrade goes. */
public final class OwnedMetadata {

  private OwnedMetadata() {}

  /** Metadata of an owned object of that name. */
  public static ObjectMeta of(Inputs.Subject subject, String name) {
    return new ObjectMetaBuilder()
        .withNamespace(subject.namespace())
        .withName(name)
        .addToLabels(Names.UPGRADE_LABEL, subject.name())
        .addNewOwnerReference()
        .withApiVersion(HasMetadata.getApiVersion(HttpsUpgrade.class))
        .withKind(HasMetadata.getKind(HttpsUpgrade.class))
        .withName(subject.name())
        .withUid(subject.uid())
        .withController(true)
        .endOwnerReference()
        .build();
  }
}
