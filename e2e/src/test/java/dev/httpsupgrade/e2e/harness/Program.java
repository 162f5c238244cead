package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Programs that a test runs beside itself. */
final class Program {

  /** The root of the checkout; Maven runs tests in the folder of their module. */
  static final File ROOT = new File("..");

  private Program() {}

  /** Runs a command at the checkout's root. */
  static String run(List<String> command, String input) {
    return run(new ProcessBuilder(command).directory(ROOT), input);
  }

  /**
   * Runs it, with something on its standard input.
   *
   * @return what it printed
   * @throws AssertionError with everything that it printed, if it fails
   * @throws UncheckedIOException if there is no such program
   */
  static String run(ProcessBuilder program, String input) {
    try {
      var process = program.redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(
            "%s ended with %d:%n%s".formatted(program.command(), status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(program.command().getFirst() + ": can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
