package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pod of the client image, commanded through the API server's pod proxy. */
public final class ClientPod {

  private final NamespacedKubernetesClient client;
  private final String name;

  ClientPod(NamespacedKubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  ClientPod awaitReady() {
    Awaits.within(
        Duration.ofSeconds(60),
        () ->
            assertThat(client.pods().withName(name).isReady())
                .as("pod %s is ready", name)
                .isTrue());
    return this;
  }

  /** Sends one request; the options are those of {@code fetch} on the client's command line. */
  public Answer fetch(String url, String... options) {
    return new Answer(
        call("POST", "/fetch", lines(Stream.concat(Stream.of(url), Stream.of(options)))));
  }

  /** Starts plain requests at a constant rate; HTTPS may join in later. */
  public void startLoad(String plainUrl, String httpsUrl, int rate) {
    call(
        "POST",
        "/load",
        lines(
            Stream.of("--plain", plainUrl, "--https", httpsUrl, "--rate", Integer.toString(rate))));
  }

  /** From now on half of the requests go over HTTPS. */
  public void joinHttps(String ca) {
    call("PUT", "/load/https", ca);
  }

  /** Returns when the last request over HTTPS is answered. */
  public void leaveHttps() {
    call("DELETE", "/load/https", "");
  }

  public LoadReport loadReport() {
    return new LoadReport(call("GET", "/load", null));
  }

  public LoadReport stopLoad() {
    return new LoadReport(call("DELETE", "/load", ""));
  }

  /** Starts something that takes long, as on the client's command line. */
  public void startJob(String command, String... arguments) {
    call("POST", "/job", lines(Stream.concat(Stream.of(command), Stream.of(arguments))));
  }

  /** Lets the job go on that waits in the middle. */
  public void letJobGoOn() {
    call("PUT", "/job", "");
  }

  /** How far the job is. */
  public JsonNode job() {
    return call("GET", "/job", null);
  }

  /** Waits until the job is done, and returns its last report. */
  public JsonNode awaitJob(Duration limit) {
    Awaits.within(limit, () -> assertThat(job().path("done").asBoolean()).as("%s", job()).isTrue());
    return job();
  }

  /** Kubernetes' client sends a request with a null body as GET, whatever its method. */
  private JsonNode call(String method, String path, @Nullable String body) {
    String answer =
        client.raw(
            "/api/v1/namespaces/%s/pods/%s:8080/proxy%s"
                .formatted(client.getNamespace(), name, path),
            method,
            body);
    return Json.read(answer);
  }

  private static String lines(Stream<String> arguments) {
    return arguments
        .map(argument -> URLEncoder.encode(argument, UTF_8))
        .collect(Collectors.joining("\n"));
  }
}
