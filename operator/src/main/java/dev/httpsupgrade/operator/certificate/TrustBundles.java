package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what clients are to trust: in a ConfigMap in each namespace that asks for it by a
 * label, and in a ClusterTrustBundle (KEP-3257) where the API server has that kind.
 */
public final class TrustBundles {

  /** Name of all of them. */
  public static final String NAME = CaSecret.NAME;

  /** Label of the namespaces, with value {@code true}, and of the ConfigMaps. */
  public static final String LABEL = HttpsUpgrade.GROUP + "/ca-bundle";

  private static final String TRUE = "true";
  private static final Logger LOG = LoggerFactory.getLogger(TrustBundles.class);
  private static final ResourceDefinitionContext CLUSTER_TRUST_BUNDLES =
      new ResourceDefinitionContext.Builder()
          .withGroup("certificates.k8s.io")
          .withVersion("v1")
          .withKind("ClusterTrustBundle")
          .withPlural("clustertrustbundles")
          .withNamespaced(false)
          .build();

  private final KubernetesClient client;
  private final OperatorAuthority authority;
  private final Set<String> namespaces;

  /** What went wrong the last time, by namespace: told once. */
  private final Map<String, String> failures = new HashMap<>();

  private boolean clusterTrustBundlesAreServed;

  /**
   * Publishes nothing yet.
   *
   * @param namespaces that it is for; empty: all, and the cluster
   */
  public TrustBundles(
      KubernetesClient client, OperatorAuthority authority, Set<String> namespaces) {
    this.client = client;
    this.authority = authority;
    this.namespaces = namespaces;
    clusterTrustBundlesAreServed = namespaces.isEmpty();
  }

  /** Brings all of them up to date; what can't be written is told, and left for the next time. */
  public synchronized void publish() {
    try {
      String trust = authority.facts().trust();
      publishInNamespaces(trust);
      if (clusterTrustBundlesAreServed) {
        publishInCluster(trust);
      }
      failures.remove("");
    } catch (KubernetesClientException | IllegalStateException e) {
      tell("", e);
    }
  }

  private void publishInNamespaces(String trust) {
    Set<String> asking = asking();
    Map<String, ConfigMap> present = present();
    var concerned = new TreeSet<>(asking);
    concerned.addAll(present.keySet());
    failures.keySet().removeIf(told -> !told.isEmpty() && !concerned.contains(told));
    for (String namespace : concerned) {
      ConfigMap published = present.get(namespace);
      try {
        if (!asking.contains(namespace)) {
          client.resource(published).delete();
        } else if (published == null) {
          client.resource(configMap(namespace, trust)).create();
        } else if (!trust.equals(published.getData().get(SecretReader.CA))) {
          apply(client.resource(configMap(namespace, trust)));
        }
        failures.remove(namespace);
      } catch (KubernetesClientException e) {
        tell(namespace, e);
      }
    }
  }

  /** Namespaces with the label, but for those that are on their way out. */
  private Set<String> asking() {
    Stream<Namespace> candidates =
        namespaces.isEmpty()
            ? client.namespaces().withLabel(LABEL, TRUE).list().getItems().stream()
            : namespaces.stream()
                .map(name -> client.namespaces().withName(name).get())
                .filter(Objects::nonNull)
                .filter(namespace -> TRUE.equals(namespace.getMetadata().getLabels().get(LABEL)));
    return candidates
        .filter(namespace -> namespace.getMetadata().getDeletionTimestamp() == null)
        .map(namespace -> namespace.getMetadata().getName())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Map<String, ConfigMap> present() {
    var all = client.configMaps();
    Stream<ConfigMap> labelled =
        namespaces.isEmpty()
            ? all.inAnyNamespace().withLabel(LABEL, TRUE).list().getItems().stream()
            : namespaces.stream()
                .flatMap(namespace ->
                    all.inNamespace(namespace).withLabel(LABEL, TRUE).list().getItems().stream());
    return labelled
        .filter(configMap -> configMap.getMetadata().getName().equals(NAME))
        .collect(
            Collectors.toMap(
                configMap -> configMap.getMetadata().getNamespace(), Function.identity()));
  }

  private static ConfigMap configMap(String namespace, String trust) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .addToLabels(LABEL, TRUE)
        .endMetadata()
        .addToData(SecretReader.CA, trust)
        .build();
  }

  private void publishInCluster(String trust) {
    var all = client.genericKubernetesResources(CLUSTER_TRUST_BUNDLES);
    GenericKubernetesResource published = all.withName(NAME).get();
    if (published != null && trust.equals(published.get("spec", "trustBundle"))) {
      return;
    }
    try {
      apply(all.resource(clusterTrustBundle(trust)));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      clusterTrustBundlesAreServed = false;
      LOG.atInfo().log("the API server has no ClusterTrustBundles (certificates.k8s.io/v1)");
    }
  }

  private static GenericKubernetesResource clusterTrustBundle(String trust) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("certificates.k8s.io/v1")
        .withKind(CLUSTER_TRUST_BUNDLES.getKind())
        .withNewMetadata()
        .withName(NAME)
        .endMetadata()
        .addToAdditionalProperties("spec", Map.of("trustBundle", trust))
        .build();
  }

  private static void apply(Resource<? extends HasMetadata> bundle) {
    bundle.fieldManager(Names.FIELD_MANAGER).forceConflicts().serverSideApply();
  }

  private void tell(String namespace, RuntimeException e) {
    String problem =
        e instanceof KubernetesClientException failed
                && failed.getCode() == HttpURLConnection.HTTP_CONFLICT
            ? "there is a ConfigMap of that name without the label " + LABEL
            : Objects.requireNonNullElse(e.getMessage(), e.toString());
    if (!problem.equals(failures.put(namespace, problem))) {
      LOG.atWarn()
          .addKeyValue("name", NAME)
          .addKeyValue("namespace", namespace)
          .addKeyValue("error", problem)
          .log("can't publish what clients are to trust");
    }
  }
}
