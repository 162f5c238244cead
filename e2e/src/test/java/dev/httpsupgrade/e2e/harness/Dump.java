package dev.httpsupgrade.e2e.harness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person wants to see when a test has failed: in files, and the gist on the console. */
final class Dump {

  private static final Path TARGET = Path.of("target", "e2e-dumps");
  private static final int GIST_LINES = 12;
  private static final int GIST_COLUMNS = 300;

  private final TestNamespace namespace;
  private final KubernetesClient client;

  Dump(TestNamespace namespace) {
    this.namespace = namespace;
    this.client = namespace.client();
  }

  void write(String test) {
    Path folder = TARGET.resolve(test);
    String upgrades = list(Upgrade.API_VERSION, Upgrade.KIND);
    String events = events();
    String operatorLog = podLogs(namespace.cluster().operator().pods());
    save(folder, "httpsupgrades.yaml", upgrades);
    save(folder, "events.txt", events);
    save(folder, "operator.log", operatorLog);
    save(folder, "pods.yaml", list("v1", "Pod"));
    save(folder, "deployments.yaml", list("apps/v1", "Deployment"));
    save(folder, "services.yaml", list("v1", "Service"));
    save(folder, "endpointslices.yaml", list("discovery.k8s.io/v1", "EndpointSlice"));
    save(
        folder, "pods.log", podLogs(client.pods().inNamespace(namespace.name()).list().getItems()));
    System.out.printf(
        "%n--- %s failed; everything is in %s%n%s%n%s%n%s---%n",
        test, folder.toAbsolutePath(), conditions(), lastLines(events), lastLines(operatorLog));
  }

  private String list(String apiVersion, String kind) {
    return orReason(() ->
        client
            .genericKubernetesResources(apiVersion, kind)
            .inNamespace(namespace.name())
            .list()
            .getItems()
            .stream()
            .map(Serialization::asYaml)
            .collect(Collectors.joining()));
  }

  private String conditions() {
    return orReason(() ->
        client
            .genericKubernetesResources(Upgrade.API_VERSION, Upgrade.KIND)
            .inNamespace(namespace.name())
            .list()
            .getItems()
            .stream()
            .map(upgrade -> namespace.upgrade(upgrade.getMetadata().getName()))
            .flatMap(
                upgrade -> upgrade.conditions().stream().map(c -> upgrade.name() + ": " + c + "\n"))
            .collect(Collectors.joining()));
  }

  private String events() {
    return orReason(() ->
        client.v1().events().inNamespace(namespace.name()).list().getItems().stream()
            .sorted(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
            .map(Dump::line)
            .collect(Collectors.joining("\n")));
  }

  private static String time(Event event) {
    return event.getLastTimestamp() == null
        ? event.getMetadata().getCreationTimestamp()
        : event.getLastTimestamp();
  }

  private static String line(Event event) {
    var object = event.getInvolvedObject();
    return "%s %s %s/%s %s: %s"
        .formatted(
            time(event),
            event.getType(),
            object.getKind(),
            object.getName(),
            event.getReason(),
            event.getMessage());
  }

  private String podLogs(List<Pod> pods) {
    return pods.stream()
        .flatMap(pod ->
            Stream.concat(
                    pod.getSpec().getInitContainers().stream(),
                    pod.getSpec().getContainers().stream())
                .map(container -> log(pod, container)))
        .collect(Collectors.joining("\n"));
  }

  private String log(Pod pod, Container container) {
    var log =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .inContainer(container.getName());
    String title = "=== %s/%s%n".formatted(pod.getMetadata().getName(), container.getName());
    String former =
        hasRestarted(pod, container.getName())
            ? title + "before its last restart:\n" + orReason(() -> log.terminated().getLog())
            : "";
    return former + title + orReason(log::getLog);
  }

  private static boolean hasRestarted(Pod pod, String container) {
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .anyMatch(status -> status.getName().equals(container) && status.getRestartCount() > 0);
  }

  /** A dump goes as far as it can: what can't be had says why. */
  private static String orReason(Supplier<String> text) {
    try {
      return text.get();
    } catch (KubernetesClientException e) {
      return "(" + e.getMessage() + ")";
    }
  }

  private static String lastLines(String text) {
    List<String> lines = text.lines().toList();
    return lines.subList(Math.max(0, lines.size() - GIST_LINES), lines.size()).stream()
        .map(line -> line.substring(0, Math.min(line.length(), GIST_COLUMNS)) + "\n")
        .collect(Collectors.joining());
  }

  private static void save(Path folder, String file, String content) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
