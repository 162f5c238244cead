package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The operator with {@code deploy/components/zero-drift}, as the example installs it. */
public final class ZeroDriftComponent {

  private static final Path EXAMPLE =
      Path.of("..", "examples", "zero-drift", "operator", "kustomization.yaml");

  private static final String POLICIES = "%s/deploy/components/zero-drift/%s.yaml";

  private final Kubectl kubectl;
  private final Operator operator;
  private final Path folder;

  /**
   * The component, not installed yet.
   *
   * @param folder an empty one, for its files
   */
  public ZeroDriftComponent(Cluster cluster, Path folder) {
    this.kubectl = cluster.kubectl();
    this.operator = cluster.operator();
    this.folder = folder;
    try {
      cluster.installFiles().copyTo(folder, UnaryOperator.identity());
      Files.writeString(
          Files.createDirectories(folder.resolve("overlay")).resolve("kustomization.yaml"),
          Files.readString(EXAMPLE, UTF_8).replace("../../../", "../"),
          UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void install() {
    restartWith("overlay");
  }

  public void remove() {
    restartWith("deploy");
    onPolicies("delete");
  }

  /** Brings policies and bindings back that were taken away. */
  public void restorePolicies() {
    onPolicies("apply");
  }

  private void restartWith(String overlay) {
    operator.shutDown();
    kubectl.runScript("kubectl apply -k " + folder.resolve(overlay));
    operator.awaitReady();
  }

  private void onPolicies(String verb) {
    kubectl.runScript(
        "kubectl %s -f %s -f %s"
            .formatted(
                verb,
                POLICIES.formatted(folder, "injection"),
                POLICIES.formatted(folder, "service-port")));
  }
}
