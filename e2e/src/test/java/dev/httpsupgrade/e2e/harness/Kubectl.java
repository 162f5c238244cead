package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program with which people and pipelines apply manifests. */
public final class Kubectl {

  private final ClusterSettings settings;

  Kubectl(ClusterSettings settings) {
    this.settings = settings;
  }

  /**
   * Runs commands of bash that call it as a person at a terminal would.
   *
   * @return what they printed
   * @throws AssertionError with everything that they printed, if one fails
   */
  public String runScript(String commands) {
    try {
      Path folder = Files.createTempDirectory("kubectl");
      Path program = folder.resolve("kubectl");
      String context = settings.context() == null ? "" : " --context=" + settings.context();
      Files.writeString(
          program,
          "#!/bin/sh\ncd '%s'\nexec %s --kubeconfig='%s'%s \"$@\"\n"
              .formatted(
                  Program.ROOT.getCanonicalPath(),
                  String.join(" ", settings.programs().kubectl()),
                  settings.kubeconfig().toAbsolutePath(),
                  context),
          UTF_8);
      assertThat(program.toFile().setExecutable(true)).isTrue();
      var bash = new ProcessBuilder("bash", "-e", "-o", "pipefail");
      bash.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
      return Program.run(bash, commands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    var command = new ArrayList<String>(settings.programs().kubectl());
    command.add("--kubeconfig=" + settings.kubeconfig());
    command.add("--namespace=" + namespace);
    if (settings.context() != null) {
      command.add("--context=" + settings.context());
    }
    command.addAll(List.of(arguments));
    return Program.run(command, input);
  }
}
