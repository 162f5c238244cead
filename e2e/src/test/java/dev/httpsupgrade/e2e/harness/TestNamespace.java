package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A namespace that one test class has to itself; it goes when the class is done. */
public final class TestNamespace implements AutoCloseable {

  private final Cluster cluster;
  private final String name;

  TestNamespace(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public Cluster cluster() {
    return cluster;
  }

  /** The administrator's client, bound to this namespace. */
  public NamespacedKubernetesClient client() {
    return in(cluster.client());
  }

  /** The same rights as the given client, bound to this namespace. */
  public NamespacedKubernetesClient in(KubernetesClient other) {
    return other.adapt(NamespacedKubernetesClient.class).inNamespace(name);
  }

  /** Creates every object of a YAML file among the test resources. */
  public List<HasMetadata> create(String manifest) {
    return createAll(text(manifest));
  }

  /** Creates the objects of the file {@code shop.yaml} or of another one, under another name. */
  public List<HasMetadata> create(String manifest, String insteadOfShop) {
    return createAll(text(manifest).replace("shop", insteadOfShop));
  }

  private List<HasMetadata> createAll(String yaml) {
    return load(yaml).stream().map(object -> client().resource(object).create()).toList();
  }

  private List<HasMetadata> load(String yaml) {
    return client().load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).items();
  }

  /** The content of a test resource, with the images of this cluster. */
  public String text(String manifest) {
    try (var in = TestNamespace.class.getResourceAsStream("/" + manifest)) {
      Objects.requireNonNull(in, manifest + " is not among the test resources");
      return cluster.settings().withImages(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs kubectl on this namespace; what it printed. */
  public String kubectl(String... arguments) {
    return cluster.kubectl().run(name, arguments);
  }

  /** Applies YAML as a pipeline would, by {@code kubectl apply} with further options. */
  public String kubectlApply(String yaml, String... options) {
    String[] command =
        Stream.concat(Stream.of("apply", "-f", "-"), Stream.of(options)).toArray(String[]::new);
    return cluster.kubectl().runWithInput(name, yaml, command);
  }

  public Helm helm() {
    return new Helm(cluster.settings(), name);
  }

  public Upgrade upgrade(String upgrade) {
    return new Upgrade(this, upgrade);
  }

  public Workload workload(String deployment) {
    return new Workload(client(), deployment);
  }

  /** Starts a pod of the client image, and waits until it takes commands. */
  public ClientPod startClient(String pod) {
    // The first compiler alone: half of the CPU time, in tests of a minute or two.
    return startClient(pod, "-XX:TieredStopAtLevel=1 -Xmx128m");
  }

  /** The same with other options of its JVM. */
  public ClientPod startClient(String pod, String javaOptions) {
    HasMetadata manifest =
        load(text("client.yaml").replace("JAVA_OPTIONS", javaOptions)).getFirst();
    manifest.getMetadata().setName(pod);
    client().resource(manifest).create();
    return new ClientPod(client(), pod).awaitReady();
  }

  /** An object as the API has it, with every field that it has there. */
  public GenericKubernetesResource get(String apiVersion, String kind, String object) {
    return Objects.requireNonNull(
        client().genericKubernetesResources(apiVersion, kind).withName(object).get(),
        () -> kind + " " + object + " is not there");
  }

  /** What objects are now, to be compared with what they are later. */
  public Originals originals() {
    return new Originals(this);
  }

  Original original(String apiVersion, String kind, String object) {
    return Original.of(get(apiVersion, kind, object));
  }

  /** The names of the files in a folder of a running container, whatever programs that has. */
  public List<String> listFolder(String pod, String container, String folder) {
    return files(pod, container).list(folder);
  }

  ContainerFiles files(String pod, String container) {
    return new ContainerFiles(client(), pod, container, text("client.yaml"));
  }

  /** A value of a Secret, decoded. */
  public String secret(String secret, String key) {
    Secret found =
        Objects.requireNonNull(client().secrets().withName(secret).get(), "no Secret " + secret);
    return new String(Base64.getDecoder().decode(found.getData().get(key)), UTF_8);
  }

  /** A name in the cluster's DNS for a Service here. */
  public String host(String service) {
    return "%s.%s.svc".formatted(service, name);
  }

  /** Deletes the namespace, and does not wait for its pods to end. */
  @Override
  public void close() {
    cluster.client().namespaces().withName(name).delete();
  }
}
