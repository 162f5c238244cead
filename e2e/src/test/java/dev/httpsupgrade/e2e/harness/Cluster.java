package dev.httpsupgrade.e2e.harness;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The cluster under test, as its administrator sees it. */
public final class Cluster implements AutoCloseable {

  private final ClusterSettings settings;
  private final KubernetesClient client;

  Cluster(ClusterSettings settings) {
    this.settings = settings;
    this.client = clientOf(Config.autoConfigure(settings.context()));
  }

  ClusterSettings settings() {
    return settings;
  }

  /** The administrator's client, bound to no namespace. */
  public KubernetesClient client() {
    return client;
  }

  /** A client with the rights of a user who need not exist. */
  public KubernetesClient as(String user) {
    return clientOf(
        new ConfigBuilder(client.getConfiguration()).withImpersonateUsername(user).build());
  }

  /** The operator that is installed on it. */
  public Operator operator() {
    return new Operator(client);
  }

  /** What may break; on a foreign cluster the test aborts. */
  public Faults faults() {
    requireOwn("it breaks parts of the cluster");
    return new Faults();
  }

  /** Aborts a test that nobody else's cluster is to suffer. */
  public void requireOwn(String why) {
    assumeFalse(settings.foreign(), why);
  }

  /** Gives an image of the node another name, as a newer one would have. */
  public void tagImage(String image, String name) {
    requireOwn("it gives an image of the node another name");
    Program.run(List.of("e2e/cluster/cluster", "tag", image, name), "");
  }

  public InstallFiles installFiles() {
    return new InstallFiles(settings);
  }

  /** Runs kubectl as administrator. */
  public Kubectl kubectl() {
    return new Kubectl(settings);
  }

  /**
   * What the API server was asked for; without it the test fails, or on a foreign cluster aborts.
   */
  public AuditLog auditLog() {
    Path path = settings.auditLog();
    if (path != null) {
      return new AuditLog(path);
    }
    if (settings.foreign()) {
      return abort("AUDIT_LOG is not set, and this is a foreign cluster");
    }
    throw new AssertionError(
        "AUDIT_LOG: missing (expected: the path that e2e/cluster/cluster audit-log prints; on a"
            + " cluster that isn't the project's own, E2E_FOREIGN_CLUSTER=true skips this test)");
  }

  /** Makes a namespace that enforces Pod Security "restricted". */
  TestNamespace newNamespace(Class<?> test) {
    String name =
        "e2e-%s-%04x"
            .formatted(
                test.getSimpleName().replace("E2E", "").toLowerCase(Locale.ROOT),
                ThreadLocalRandom.current().nextInt(1 << 16));
    var namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
            .addToLabels("httpsupgrade.dev/e2e", "true")
            .endMetadata()
            .build();
    client.resource(namespace).create();
    return new TestNamespace(this, name);
  }

  @Override
  public void close() {
    client.close();
  }

  private static KubernetesClient clientOf(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
