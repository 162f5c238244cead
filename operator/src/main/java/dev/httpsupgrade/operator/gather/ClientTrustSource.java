package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.ClientAuthSpec;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The ConfigMaps and Secrets that upgrades name for the CAs of clients.
 *
 * <p>Any ConfigMap may be one, and a cluster has too many to hold them all: each is watched by its
 * name, as long as an upgrade names it.
 */
final class ClientTrustSource extends AbstractEventSource<Void, HttpsUpgrade>
    implements ResourceEventAware<HttpsUpgrade>, ResourceEventHandler<HasMetadata> {

  private final EventSourceContext<HttpsUpgrade> context;
  private final Map<Reference, SharedIndexInformer<? extends HasMetadata>> informers =
      new ConcurrentHashMap<>();

  /** What an upgrade names. */
  private record Reference(String namespace, ClientAuthSpec.Source source) {

    static Optional<Reference> in(HttpsUpgrade upgrade) {
      return upgrade
          .getSpec()
          .tls()
          .clientAuth()
          .source()
          .map(source -> new Reference(upgrade.getMetadata().getNamespace(), source));
    }

    boolean isTo(HasMetadata object) {
      String kind =
          switch (source) {
            case ClientAuthSpec.InConfigMap configMap -> "ConfigMap";
            case ClientAuthSpec.InSecret secret -> "Secret";
          };
      return object.getKind().equals(kind)
          && object.getMetadata().getNamespace().equals(namespace)
          && object.getMetadata().getName().equals(source.name());
    }
  }

  ClientTrustSource(EventSourceContext<HttpsUpgrade> context) {
    super(Void.class);
    this.context = context;
  }

  /** What the upgrade names, if it is there; the first time the API server is asked. */
  Optional<HasMetadata> get(HttpsUpgrade upgrade) {
    return Reference.in(upgrade)
        .map(reference -> informers.computeIfAbsent(reference, this::watch))
        .flatMap(informer -> informer.getStore().list().stream().findFirst());
  }

  private SharedIndexInformer<? extends HasMetadata> watch(Reference reference) {
    KubernetesClient client = context.getClient();
    String name = reference.source().name();
    return switch (reference.source()) {
      case ClientAuthSpec.InConfigMap configMap ->
          client.configMaps().inNamespace(reference.namespace()).withName(name).inform(this);
      case ClientAuthSpec.InSecret secret ->
          client.secrets().inNamespace(reference.namespace()).withName(name).inform(this);
    };
  }

  @Override
  public void onAdd(HasMetadata object) {
    context
        .getPrimaryCache()
        .list(
            object.getMetadata().getNamespace(),
            upgrade -> Reference.in(upgrade).filter(named -> named.isTo(object)).isPresent())
        .map(ResourceID::fromResource)
        .map(Event::new)
        .forEach(getEventHandler()::handleEvent);
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
    if (!Reference.in(before).equals(Reference.in(upgrade))) {
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
            .flatMap(upgrade -> Reference.in(upgrade).stream())
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

  @Override
  public Set<Void> getSecondaryResources(HttpsUpgrade upgrade) {
    return Set.of();
  }
}
