package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Helm, on one namespace; each release has a chart of its own. */
public final class Helm {

  private final ClusterSettings settings;
  private final String namespace;

  Helm(ClusterSettings settings, String namespace) {
    this.settings = settings;
    this.namespace = namespace;
  }

  /** Installs these manifests as a release, or upgrades it to them. */
  public void upgrade(String release, String manifests, String... options) {
    try {
      Path chart = Files.createTempDirectory("chart");
      Files.writeString(
          chart.resolve("Chart.yaml"),
          "{apiVersion: v2, name: %s, version: 0.1.0}".formatted(release),
          UTF_8);
      Files.createDirectory(chart.resolve("templates"));
      Files.writeString(chart.resolve("templates/all.yaml"), manifests, UTF_8);
      run(List.of("upgrade", "--install", release, chart.toString()), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void uninstall(String release) {
    run(List.of("uninstall", release));
  }

  private void run(List<String> arguments, String... options) {
    var command = new ArrayList<String>(settings.programs().helm());
    command.add("--kubeconfig=" + settings.kubeconfig());
    command.add("--namespace=" + namespace);
    if (settings.context() != null) {
      command.add("--kube-context=" + settings.context());
    }
    command.addAll(arguments);
    command.addAll(List.of(options));
    Program.run(command, "");
  }
}
