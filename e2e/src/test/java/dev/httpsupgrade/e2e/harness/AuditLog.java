package dev.httpsupgrade.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The API server's audit log, with the parts that were rotated away. */
public final class AuditLog {

  private final Path path;

  AuditLog(Path path) {
    this.path = path;
  }

  /** What a user asked for since then, in order. A line that is being written is left out. */
  public List<AuditEntry> of(String user, Instant since) {
    var entries = new ArrayList<AuditEntry>();
    for (Path part : parts()) {
      try (Stream<String> lines = Files.lines(part)) {
        lines
            .filter(line -> line.contains(user))
            .takeWhile(Json::isWhole)
            .map(Json::read)
            .map(AuditEntry::of)
            .filter(entry -> entry.user().equals(user) && !entry.time().isBefore(since))
            .forEach(entries::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return entries;
  }

  /** Rotated parts carry a time between name and extension; the current one comes last. */
  private List<Path> parts() {
    String stem = path.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    try (Stream<Path> files = Files.list(path.toAbsolutePath().getParent())) {
      Stream<Path> rotated =
          files.filter(file -> file.getFileName().toString().startsWith(stem + "-")).sorted();
      return Stream.concat(rotated, Stream.of(path)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "AUDIT_LOG: %s can't be read (expected: the path that e2e/cluster/cluster audit-log prints)"
              .formatted(path),
          e);
    }
  }
}
