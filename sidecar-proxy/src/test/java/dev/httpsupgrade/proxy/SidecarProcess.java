package dev.httpsupgrade.proxy;

import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sidecar as a process of its own, with the image's JVM options, so that it can be weighed. */
final class SidecarProcess implements AutoCloseable {

  private static final Path OPTIONS = Path.of("../image/sidecar-proxy/java.options");

  final int port = FreePorts.next();
  final int adminPort = FreePorts.next();
  final CertificateDirectory files = new CertificateDirectory(Files.createTempDirectory("sidecar"));
  private final int appPort;
  private final Path log = Files.createTempFile("sidecar", ".log");
  private final Process process;

  /**
   * Starts it and waits until it serves.
   *
   * @param options of the JVM, over those of the image
   */
  SidecarProcess(int appPort, String... options) throws Exception {
    this(appPort, CertificateDirectory.leaf("first"), options);
  }

  SidecarProcess(int appPort, X509Bundle certificate, String... options) throws Exception {
    this.appPort = appPort;
    files.write(certificate);
    configure("warn");
    process = start(List.of(options));
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> !process.isAlive() || isReady());
    if (!process.isAlive()) {
      throw new IllegalStateException(log());
    }
  }

  /** Writes its configuration, again if it is there. */
  void configure(String logLevel) throws IOException {
    files.replace(
        "sidecar.json",
        """
        {"version": "1.1", "logLevel": "%s",
         "ports": [{"name": "https", "port": %d, "appPort": %d}],
         "tls": {"directory": "%s", "minVersion": "1.2"}, "admin": {"port": %d, "cancelDrainAfterSeconds": 60}}
        """
            .formatted(logLevel, port, appPort, files.path(), adminPort));
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Resident set, in KiB. */
  long rss() throws IOException {
    return number(
        Files.readString(Path.of("/proc/" + process.pid() + "/status")), "VmRSS:\\s+(\\d+)");
  }

  /** The largest resident set so far, in KiB. */
  long peakRss() throws IOException {
    return status("VmHWM");
  }

  /** Heap in use after a full collection, in KiB. */
  long heap() throws IOException, InterruptedException {
    jcmd("GC.run");
    return number(jcmd("GC.heap_info"), "(?i)tenured.* used (\\d+)K");
  }

  /** The value of a metric's line. */
  double metric(String line) throws IOException {
    try (var client = RawClient.plain(adminPort)) {
      String metrics = client.get("/metrics").answer().body();
      Matcher value = Pattern.compile(Pattern.quote(line) + " (\\S+)").matcher(metrics);
      return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(log);
    TestFolder.delete(files.path());
  }

  private long status(String name) throws IOException {
    String all = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    return number(all, name + ":\\s+(\\d+)");
  }

  private boolean isReady() throws IOException {
    try (var client = RawClient.plain(adminPort)) {
      return client.get("/readyz").answer().status() == 200;
    }
  }

  private Process start(List<String> options) throws IOException {
    var command = new ArrayList<String>();
    command.add(java("java"));
    for (String line : Files.readAllLines(OPTIONS)) {
      // A path of the image's is not here.
      if (line.startsWith("-") && !line.matches(".*=/\\w*|.*AOT.*")) {
        command.add(line);
      }
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.httpsupgrade.proxy.ProxyMain", "--config"));
    command.add(files.path().resolve("sidecar.json").toString());
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    var tool =
        new ProcessBuilder(java("jcmd"), String.valueOf(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    String output =
        new String(tool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (tool.waitFor() != 0) {
      throw new IOException(output);
    }
    return output;
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  private static long number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new IllegalArgumentException("no " + pattern + " in " + text);
    }
    return Long.parseLong(found.group(1));
  }
}
