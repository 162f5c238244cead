package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.ClientAuthSpec;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Secrets and ConfigMaps that upgrades name: sources of certificates, and CAs of clients.
 *
 * <p>Any may be one, and a cluster has too many, and too large ones, to hold them all: each is
 * watched by its name, as long as an upgrade names it. So keys of others never get here.
 */
final class NamedSource extends WakingSource
    implements ResourceEventAware<HttpsUpgrade>, ResourceEventHandler<HasMetadata> {

  private final EventSourceContext<HttpsUpgrade> context;
  private final Map<Reference, SharedIndexInformer<? extends HasMetadata>> informers =
      new ConcurrentHashMap<>();

  /** What an upgrade names. */
  private record Reference(Class<? extends HasMetadata> kind, String namespace, String name) {

    static Optional<Reference> toCertificate(HttpsUpgrade upgrade) {
      return upgrade
          .getSpec()
          .certificate()
          .source()
          .namedSecret()
          .map(name -> new Reference(Secret.class, namespace(upgrade), name));
    }

    static Optional<Reference> toClientTrust(HttpsUpgrade upgrade) {
      return upgrade
          .getSpec()
          .tls()
          .clientAuth()
          .source()
          .map(source ->
              switch (source) {
                case ClientAuthSpec.InConfigMap in ->
                    new Reference(ConfigMap.class, namespace(upgrade), in.name());
                case ClientAuthSpec.InSecret in ->
                    new Reference(Secret.class, namespace(upgrade), in.name());
              });
    }

    static Set<Reference> of(HttpsUpgrade upgrade) {
      return Stream.of(toCertificate(upgrade), toClientTrust(upgrade))
          .flatMap(Optional::stream)
          .collect(Collectors.toUnmodifiableSet());
    }

    static Reference to(HasMetadata object) {
      return new Reference(object.getClass(), namespace(object), object.getMetadata().getName());
    }

    private static String namespace(HasMetadata object) {
      return object.getMetadata().getNamespace();
    }
  }

  NamedSource(EventSourceContext<HttpsUpgrade> context) {
    super("named");
    this.context = context;
  }

  /** The Secret that the upgrade names for its certificate, if it is there. */
  Optional<Secret> certificate(HttpsUpgrade upgrade) {
    return Reference.toCertificate(upgrade).flatMap(this::get).map(Secret.class::cast);
  }

  /** What the upgrade names for the CAs of clients, if it is there. */
  Optional<HasMetadata> clientTrust(HttpsUpgrade upgrade) {
    return Reference.toClientTrust(upgrade).flatMap(this::get);
  }

  /** The first time, and after an informer has died, the API server is asked. */
  private Optional<HasMetadata> get(Reference reference) {
    SharedIndexInformer<? extends HasMetadata> informer =
        informers.compute(
            reference, (key, known) -> known != null && known.isRunning() ? known : watch(key));
    return informer.getStore().list().stream().findFirst().map(HasMetadata.class::cast);
  }

  private SharedIndexInformer<? extends HasMetadata> watch(Reference reference) {
    KubernetesClient client = context.getClient();
    return client
        .resources(reference.kind())
        .inNamespace(reference.namespace())
        .withName(reference.name())
        .inform(this);
  }

  @Override
  public void onAdd(HasMetadata object) {
    Reference changed = Reference.to(object);
    wake(
        context
            .getPrimaryCache()
            .list(changed.namespace(), upgrade -> Reference.of(upgrade).contains(changed)));
  }

  @Override
  public void onUpdate(HasMetadata before, HasMetadata object) {
    onAdd(object);
  }

  @Override
  public void onDelete(HasMetadata object, boolean unknown) {
    onAdd(object);
  }

  @Override
  public void onResourceUpdated(HttpsUpgrade upgrade, HttpsUpgrade before) {
    if (!Reference.of(before).equals(Reference.of(upgrade))) {
      stopUnnamed();
    }
  }

  @Override
  public void onResourceDeleted(HttpsUpgrade upgrade) {
    stopUnnamed();
  }

  private void stopUnnamed() {
    Set<Reference> named =
        context
            .getPrimaryCache()
            .list(upgrade -> true)
            .flatMap(upgrade -> Reference.of(upgrade).stream())
            .collect(Collectors.toUnmodifiableSet());
    informers.forEach((reference, informer) -> {
      if (!named.contains(reference) && informers.remove(reference, informer)) {
        informer.stop();
      }
    });
  }

  @Override
  public void stop() {
    super.stop();
    informers.values().forEach(SharedIndexInformer::stop);
    informers.clear();
  }
}
