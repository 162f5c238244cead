package dev.httpsupgrade.operator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The sidecar that the admission policy of component zero-drift puts into pods whose label {@link
 * Names#INJECTION_LABEL} has its name. The operator alone writes it.
 */
@Group(HttpsUpgrade.GROUP)
@Version("v1alpha1")
public final class Injection extends CustomResource<InjectionSpec, Void> implements Namespaced {}
