package dev.httpsupgrade.operator.gather;

import static dev.httpsupgrade.operator.gather.OwnedKind.Watching.ALL;
import static dev.httpsupgrade.operator.gather.OwnedKind.Watching.LABELLED;
import static dev.httpsupgrade.operator.gather.OwnedKind.Watching.NONE;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.certificates.v1beta1.ClusterTrustBundle;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Set;

/**
 * The one list of what the operator reads and writes: its informers are made from it, and a test
 * compares it with {@code deploy/base/rbac.yaml}. A new verb or kind begins here.
 */
public final class OwnedKinds {

  static final OwnedKind<HttpsUpgrade> UPGRADES = OwnedKind.of(HttpsUpgrade.class, ALL, "patch");
  static final OwnedKind<Deployment> DEPLOYMENTS = OwnedKind.of(Deployment.class, ALL, "patch");
  static final OwnedKind<StatefulSet> STATEFUL_SETS = OwnedKind.of(StatefulSet.class, ALL, "patch");
  static final OwnedKind<DaemonSet> DAEMON_SETS = OwnedKind.of(DaemonSet.class, ALL, "patch");
  static final OwnedKind<Service> SERVICES = OwnedKind.of(Service.class, ALL, "patch");

  /** Read by name where a Secret of another's may stand in the place of ours. */
  static final OwnedKind<Secret> SECRETS =
      OwnedKind.of(Secret.class, LABELLED, "create", "get", "patch");

  static final OwnedKind<ConfigMap> CONFIG_MAPS =
      OwnedKind.of(ConfigMap.class, LABELLED, "create", "delete", "patch");

  static final OwnedKind<Injection> INJECTIONS =
      OwnedKind.of(Injection.class, LABELLED, "create", "delete", "patch");

  /** Read by name before the annotation that makes the kubelet refresh its volumes. */
  static final OwnedKind<Pod> PODS = OwnedKind.of(Pod.class, LABELLED, "delete", "get", "patch");

  /** In the namespaces of its users. */
  public static final List<OwnedKind<?>> ALL_KINDS =
      List.of(
          UPGRADES,
          new OwnedKind<>(HttpsUpgrade.class, "/status", NONE, Set.of("patch")),
          DEPLOYMENTS,
          STATEFUL_SETS,
          DAEMON_SETS,
          SERVICES,
          SECRETS,
          CONFIG_MAPS,
          INJECTIONS,
          PODS,
          new OwnedKind<>(Pod.class, "/eviction", NONE, Set.of("create")),
          OwnedKind.of(NetworkPolicy.class, ALL, "create", "delete", "patch"),
          OwnedKind.of(Ingress.class, ALL),
          OwnedKind.of(HorizontalPodAutoscaler.class, ALL),
          OwnedKind.of(PodDisruptionBudget.class, ALL),
          OwnedKind.of(ResourceQuota.class, ALL),
          OwnedKind.of(LimitRange.class, ALL),
          OwnedKind.of(Node.class, ALL),
          OwnedKind.of(EndpointSlice.class, NONE, "create", "delete", "list", "patch"),
          OwnedKind.of(Event.class, NONE, "create"),
          OwnedKind.of(Namespace.class, NONE, "get", "list"),
          OwnedKind.of(ClusterTrustBundle.class, NONE, "create", "get", "patch"));

  /** In its own namespace: the election of a leader, and its CA. */
  public static final List<OwnedKind<?>> AT_HOME =
      List.of(
          OwnedKind.of(Lease.class, NONE, "create", "get", "patch", "update"),
          OwnedKind.of(Secret.class, NONE, "create", "get", "update"));

  private OwnedKinds() {}
}
