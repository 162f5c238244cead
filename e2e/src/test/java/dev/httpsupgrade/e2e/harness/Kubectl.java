package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The program with which people and pipelines apply manifests. */
public final class Kubectl {

  /** The root of the checkout; Maven runs tests in the folder of their module. */
  private static final File ROOT = new File("..");

  private final ClusterSettings settings;

  Kubectl(ClusterSettings settings) {
    this.settings = settings;
  }

  /** Runs it on a namespace; see {@link #runWithInput}. */
  public String run(String namespace, String... arguments) {
    return runWithInput(namespace, "", arguments);
  }

  /**
   * Runs it on a namespace, with something on its standard input.
   *
   * @return what it printed on standard output
   * @throws AssertionError with everything that it printed, if it fails
   */
  public String runWithInput(String namespace, String input, String... arguments) {
    var command = new ArrayList<String>(settings.kubectl());
    command.add("--kubeconfig=" + settings.kubeconfig());
    command.add("--namespace=" + namespace);
    if (settings.context() != null) {
      command.add("--context=" + settings.context());
    }
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).directory(ROOT).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError("%s ended with %d:%n%s".formatted(command, status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s: can't be run; KUBECTL names another program"
              .formatted(String.join(" ", settings.kubectl())),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
