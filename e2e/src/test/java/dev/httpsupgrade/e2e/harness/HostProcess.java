package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process in a container of the local cluster, as its node sees it. */
final class HostProcess {

  private final ProcessHandle process;

  private HostProcess(ProcessHandle process) {
    this.process = process;
  }

  /**
   * The one with that variable; where none is to be seen, on a foreign cluster, the test aborts.
   */
  static HostProcess withEnvironment(String variable) {
    try (Stream<Path> folders = Files.list(Path.of("/proc"))) {
      var found =
          folders
              .filter(folder -> folder.getFileName().toString().matches("\\d+"))
              .filter(folder -> environment(folder).contains(variable))
              .flatMap(folder ->
                  ProcessHandle.of(Long.parseLong(folder.getFileName().toString())).stream())
              .findFirst();
      assumeTrue(found.isPresent(), "the process with " + variable + " is on another machine");
      return new HostProcess(found.orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  private static Set<String> environment(Path folder) {
    try {
      return Stream.of(
              new String(Files.readAllBytes(folder.resolve("environ")), UTF_8).split("\0", -1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      // It has ended, or is the kernel's.
      return Set.of();
    }
  }
}
