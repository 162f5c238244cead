package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.PodObservation;
import dev.httpsupgrade.operator.observe.Wanted;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the kubelet refresh the volumes of pods that don't serve what they should. */
public final class Refresher {

  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);
  private static final int ABBREVIATED = 16;

  /** Pods are patched side by side: the last one is not to wait for all the others. */
  private static final int AT_A_TIME = 8;

  private static final Duration PAUSE_WHEN_FORBIDDEN = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private volatile Instant forbiddenUntil = Instant.MIN;

  public Refresher(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Takes the next steps.
   *
   * @return whether it may; without the right to patch pods it is left to the kubelet, which is
   *     slower
   */
  public boolean refresh(List<Pod> pods, Observed observed, Wanted wanted, Instant now) {
    if (now.isBefore(forbiddenUntil)) {
      return false;
    }
    Set<String> behind =
        observed.pods().stream()
            .filter(pod -> pod.serving() instanceof PodObservation.Serving.SomethingElse)
            .map(PodObservation::name)
            .collect(Collectors.toSet());
    String content =
        wanted.fingerprint().substring(0, ABBREVIATED)
            + wanted.configuration().substring(0, ABBREVIATED);
    refresh(
        pods.stream()
            .filter(pod -> behind.contains(pod.getMetadata().getName()))
            .flatMap(pod ->
                Refresh.next(annotation(pod), content, now).stream()
                    .map(refresh -> Executors.callable(() -> patch(pod, refresh))))
            .toList());
    return !now.isBefore(forbiddenUntil);
  }

  private static void refresh(List<Callable<Object>> patches) {
    try (var threads = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      for (Future<Object> patched : threads.invokeAll(patches)) {
        patched.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while refreshing pods", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("refreshing pods", e.getCause());
    }
  }

  private void patch(Pod pod, Refresh refresh) {
    LOG.atInfo()
        .addKeyValue("pod", pod.getMetadata().getName())
        .addKeyValue("attempt", refresh.attempt())
        .log("refreshing volumes");
    try {
      client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON_MERGE)
                  .withFieldManager(Names.FIELD_MANAGER)
                  .build(),
              "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                  .formatted(Names.REFRESH, refresh.annotation()));
    } catch (KubernetesClientException e) {
      switch (e.getCode()) {
        case HttpURLConnection.HTTP_NOT_FOUND -> {}
        case HttpURLConnection.HTTP_FORBIDDEN -> {
          forbiddenUntil = refresh.at().plus(PAUSE_WHEN_FORBIDDEN);
          LOG.atWarn()
              .addKeyValue("pod", pod.getMetadata().getName())
              .addKeyValue("error", e.getMessage())
              .log("may not patch pods, so the kubelet refreshes volumes at its own pace");
        }
        default -> throw e;
      }
    }
  }

  private static Optional<String> annotation(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getAnnotations().get(Names.REFRESH));
  }
}
