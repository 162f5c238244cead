package dev.httpsupgrade.operator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One workload that is to serve HTTPS. */
@Group(HttpsUpgrade.GROUP)
@Version("v1alpha1")
@ShortNames("hu")
public final class HttpsUpgrade extends CustomResource<HttpsUpgradeSpec, HttpsUpgradeStatus>
    implements Namespaced {

  public static final String GROUP = "httpsupgrade.dev";

  /** Whether an annotation of ours is set to {@code true}. */
  public boolean isAnnotated(String annotation) {
    return "true".equals(getMetadata().getAnnotations().get(annotation));
  }
}
