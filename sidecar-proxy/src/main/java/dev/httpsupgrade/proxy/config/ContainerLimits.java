package dev.httpsupgrade.proxy.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the kernel allows this process; empty where there is no limit or it can't be read.
 *
 * @param memoryBytes of the process's control group, and those above it
 * @param openFiles the soft limit of file descriptors
 */
public record ContainerLimits(OptionalLong memoryBytes, OptionalLong openFiles) {

  /** Cgroup v1 tells "no limit" by a number near the largest. */
  private static final long NO_LIMIT = 1L << 60;

  /**
   * Reads them.
   *
   * @param root of the file system
   */
  public static ContainerLimits read(Path root) {
    return new ContainerLimits(memory(root), openFiles(root));
  }

  private static OptionalLong memory(Path root) {
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      OptionalLong limit =
          parts[1].isEmpty()
              ? smallest(root.resolve("sys/fs/cgroup"), parts[2], "memory.max")
              : List.of(parts[1].split(",")).contains("memory")
                  ? smallest(
                      root.resolve("sys/fs/cgroup/memory"), parts[2], "memory.limit_in_bytes")
                  : OptionalLong.empty();
      if (limit.isPresent()) {
        return limit;
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The smallest limit from the mount point down to the group. In a container the mount point is
   * the group itself, and what the path names may not be there.
   */
  private static OptionalLong smallest(Path mount, String group, String file) {
    OptionalLong smallest = OptionalLong.empty();
    Path directory = mount;
    for (Path name : Path.of("/.").resolve(group.substring(1))) {
      directory = directory.resolve(name).normalize();
      for (String line : lines(directory.resolve(file))) {
        OptionalLong limit = number(line);
        if (limit.isPresent() && (smallest.isEmpty() || limit.getAsLong() < smallest.getAsLong())) {
          smallest = limit;
        }
      }
    }
    return smallest;
  }

  private static OptionalLong openFiles(Path root) {
    for (String line : lines(root.resolve("proc/self/limits"))) {
      if (line.startsWith("Max open files ")) {
        return number(line.substring("Max open files ".length()).strip().split(" ", 2)[0]);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong number(String text) {
    if (!text.matches("\\d{1,19}")) {
      return OptionalLong.empty();
    }
    long value = Long.parseUnsignedLong(text);
    return value < 0 || value >= NO_LIMIT ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, UTF_8);
    } catch (IOException e) {
      return List.of();
    }
  }
}
