package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.proxy.config.ConfigSource;
import dev.httpsupgrade.proxy.config.ContainerLimits;
import dev.httpsupgrade.proxy.config.LoadedConfig;
import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.proxy.logs.LogSettings;
import dev.httpsupgrade.proxy.tls.KeyLog;
import dev.httpsupgrade.proxy.tls.TlsLibrary;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a sidecar and ends it on SIGTERM. */
public final class ProxyMain {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMain.class);
  private static final String DRAIN_TOKEN = "HTTPS_UPGRADE_DRAIN_TOKEN";
  private static final String STOP_SECONDS = "HTTPS_UPGRADE_STOP_SECONDS";
  private static final String MAX_BUFFERS = "io.netty.maxDirectMemory";
  private static final int OUT_BYTES = 1 << 16;
  private static final int UNUSABLE = 2;

  private ProxyMain() {}

  public static void main(String[] arguments) throws IOException {
    int status = run(List.of(arguments), System.getenv());
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int run(List<String> arguments, Map<String, String> environment)
      throws IOException {
    try {
      switch (CommandLine.parse(arguments, environment)) {
        case CommandLine.Help _ -> System.out.print(CommandLine.HELP);
        case CommandLine.Version _ -> System.out.println(version());
        case CommandLine.Check(ConfigSource source) -> check(source);
        case CommandLine.Run run -> start(run, environment);
        case CommandLine.Misuse(String message) -> throw new UnusableConfigException(message);
      }
      return 0;
    } catch (UnusableConfigException e) {
      System.err.println("https-upgrade-proxy: " + e.getMessage());
      return UNUSABLE;
    }
  }

  private static void check(ConfigSource source) throws UnusableConfigException {
    ConfigCheck.of(source.load().config(), Clock.systemUTC());
    System.out.println("ok");
  }

  private static void start(CommandLine.Run run, Map<String, String> environment)
      throws UnusableConfigException, IOException {
    LoadedConfig config = run.source().load();
    TlsLibrary.load();
    var logs = new LogSettings();
    KeyLog keys = keyLog(run.keyLog());
    var world =
        new Proxy.World(
            Clock.systemUTC(),
            System::nanoTime,
            new SecureRandom(),
            Path.of("/"),
            new Proxy.Logs(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BYTES),
                logs::level,
                keys));
    String token = environment.get(DRAIN_TOKEN);
    MemoryPlan memory =
        MemoryPlan.of(ContainerLimits.read(world.root()), Runtime.getRuntime().maxMemory());
    limitBuffers(memory);
    var settings =
        ProxySettings.of(
            Runtime.getRuntime().availableProcessors(),
            stopTime(environment.getOrDefault(STOP_SECONDS, "25")),
            memory,
            token == null || token.isBlank() ? null : token);
    var proxy = new Proxy(settings, world, version(), run.source(), config);
    proxy.start();
    // Not before: until then there is nothing to end in order, and a signal ends the process at
    // once.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(proxy), "stop"));
  }

  /** Before the configuration's level holds: whoever sees the log must see this. */
  private static @Nullable KeyLog keyLog(@Nullable Path file) throws UnusableConfigException {
    if (file == null) {
      return null;
    }
    try {
      KeyLog keys = KeyLog.to(file);
      LOG.atWarn()
          .addKeyValue("file", file)
          .log("secrets of TLS sessions are written to a file: whoever has it reads all traffic");
      return keys;
    } catch (IOException e) {
      throw new UnusableConfigException(
          "%s: %s (expected: a file that can be written)".formatted(CommandLine.KEY_LOG, e));
    }
  }

  /** Before Netty is loaded, which reads this once. */
  private static void limitBuffers(MemoryPlan memory) {
    if (memory.bufferBytes().isPresent() && System.getProperty(MAX_BUFFERS) == null) {
      System.setProperty(MAX_BUFFERS, String.valueOf(memory.bufferBytes().getAsLong()));
    }
  }

  private static Duration stopTime(String value) throws UnusableConfigException {
    if (!value.matches("\\d{1,5}")) {
      throw new UnusableConfigException(
          "%s: %s (expected: 0 to 99999)".formatted(STOP_SECONDS, value));
    }
    return Duration.ofSeconds(Integer.parseInt(value));
  }

  /** Halts in the end, because a JVM that a signal ends would exit with 143. */
  private static void stop(Proxy proxy) {
    try {
      proxy.stop();
    } catch (IOException | InterruptedException e) {
      System.err.println("https-upgrade-proxy: did not stop cleanly: " + e);
    }
    Runtime.getRuntime().halt(0);
  }

  private static String version() throws IOException {
    try (InputStream in = ProxyMain.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), UTF_8).strip();
    }
  }
}
