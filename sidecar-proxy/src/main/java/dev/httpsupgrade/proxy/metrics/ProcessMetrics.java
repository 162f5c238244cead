package dev.httpsupgrade.proxy.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.config.ContainerLimits;
import io.netty.util.internal.PlatformDependent;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;

/**
 * What Prometheus' clients tell of every process, under the names that they all use.
 *
 * <p>Read from {@code /proc}, because the JDK's own beans would bring the module java.management
 * into each sidecar.
 */
final class ProcessMetrics {

  /** Linux tells programs times in hundredths of a second (proc_pid_stat(5)). */
  private static final double TICKS_PER_SECOND = 100;

  private static final int PAGE_BYTES = 4096;

  /** Where fields stand after the command's name in {@code /proc/self/stat}. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;
  private static final int START_TIME = 19;
  private static final int RESIDENT_PAGES = 21;

  private final Path root;
  private final Path proc;

  /**
   * What the kernel tells.
   *
   * @param root of the file system
   */
  ProcessMetrics(Path root) {
    this.root = root;
    this.proc = root.resolve("proc");
  }

  void register(Families families) {
    PrometheusRegistry registry = families.registry();
    CounterWithCallback.builder()
        .name("process_cpu_seconds")
        .help("CPU time used, user and system")
        .callback(callback -> callback.call(cpuSeconds()))
        .register(registry);
    gauge(registry, "process_resident_memory_bytes", "Resident memory", this::residentBytes);
    gauge(registry, "process_open_fds", "Open file descriptors", this::openFiles);
    gauge(registry, "process_max_fds", "How many may be open", this::maxFiles);
    gauge(
        registry,
        "process_start_time_seconds",
        "When the process began, in seconds since 1970",
        this::start);
    Runtime runtime = Runtime.getRuntime();
    families.gauge(
        "heap_used_bytes",
        "Java heap in use, garbage included",
        () -> (double) runtime.totalMemory() - runtime.freeMemory());
    families.gauge(
        "heap_max_bytes",
        "The largest that the Java heap may be",
        () -> (double) runtime.maxMemory());
    families.gauge(
        "buffer_used_bytes",
        "Memory of buffers outside the Java heap",
        PlatformDependent::usedDirectMemory);
    families.gauge(
        "buffer_max_bytes",
        "The most that buffers outside the Java heap may take",
        PlatformDependent::maxDirectMemory);
  }

  private double cpuSeconds() {
    List<String> stat = stat();
    return (number(stat, USER_TIME) + number(stat, SYSTEM_TIME)) / TICKS_PER_SECOND;
  }

  private double residentBytes() {
    return number(stat(), RESIDENT_PAGES) * PAGE_BYTES;
  }

  private double start() {
    double boot =
        lines("stat").stream()
            .filter(line -> line.startsWith("btime "))
            .mapToDouble(line -> Double.parseDouble(line.substring(6)))
            .findFirst()
            .orElse(Double.NaN);
    return boot + number(stat(), START_TIME) / TICKS_PER_SECOND;
  }

  private double openFiles() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(proc.resolve("self/fd"))) {
      int count = 0;
      for (Path _ : files) {
        count++;
      }
      return count;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private double maxFiles() {
    OptionalLong max = ContainerLimits.read(root).openFiles();
    return max.isPresent() ? max.getAsLong() : Double.POSITIVE_INFINITY;
  }

  /** The fields after the command's name, which alone may hold blanks. */
  private List<String> stat() {
    String line = String.join("", lines("self/stat"));
    return List.of(line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1));
  }

  private static double number(List<String> fields, int at) {
    return at < fields.size() ? Double.parseDouble(fields.get(at)) : Double.NaN;
  }

  /** Nothing if it can't be read: numbers about the process are no reason to fail. */
  private List<String> lines(String file) {
    try {
      return Files.readAllLines(proc.resolve(file), US_ASCII);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }
}
