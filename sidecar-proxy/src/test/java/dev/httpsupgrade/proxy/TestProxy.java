package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.proxy.config.ConfigSource;
import dev.httpsupgrade.proxy.tls.HandshakeFailure;
import dev.httpsupgrade.proxy.tls.KeyLog;
import dev.httpsupgrade.proxy.upstream.UpstreamSettings;
import dev.httpsupgrade.sidecar.config.AdminConfig;
import dev.httpsupgrade.sidecar.config.ClientAuth;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.Limits;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.SidecarConfigCodec;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import dev.httpsupgrade.sidecar.config.TlsAlgorithms;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A proxy in this process, with its files in a directory of its own. */
final class TestProxy implements AutoCloseable {

  private static final String RELOADED = "https_upgrade_config_reloads_total{result=\"success\"}";

  static final String DRAIN_TOKEN = "let-go";

  static final Limits.Times PATIENT = new Limits.Times(30, 30, 30, 30, 0);

  final int port = FreePorts.next();
  final int adminPort = FreePorts.next();
  final int appPort;
  final int cancelDrainAfterSeconds;
  final CertificateDirectory files;
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final List<LogLevel> logLevels = Collections.synchronizedList(new ArrayList<>());
  final Proxy proxy;
  private final Limits limits;
  private final ClientAuth clientAuth;
  private HttpConfig http;
  private boolean stopped;

  private TestProxy(Builder builder) throws Exception {
    this.appPort = builder.appPort;
    this.limits = builder.limits;
    this.clientAuth = builder.clientAuth;
    this.http = builder.http;
    this.cancelDrainAfterSeconds = builder.cancelDrainAfterSeconds;
    this.files = new CertificateDirectory(Files.createTempDirectory("proxy"));
    if (builder.certificate != null) {
      files.write(builder.certificate);
    }
    write(config());
    var source = new ConfigSource.ConfigFile(files.path().resolve("sidecar.json"));
    var times =
        new ProxySettings.Times(
            builder.poll, Duration.ofMillis(100), Duration.ofMillis(300), builder.stop);
    var settings = new ProxySettings(builder.upstream, times, 2, builder.memory, DRAIN_TOKEN);
    var world =
        new Proxy.World(
            Clock.systemUTC(),
            System::nanoTime,
            new SecureRandom(),
            Path.of("/"),
            new Proxy.Logs(out, logLevels::add, builder.keyLog));
    proxy = new Proxy(settings, world, "test", source, source.load());
    proxy.start();
  }

  static Builder builder() {
    return new Builder();
  }

  static TestProxy to(int appPort) throws Exception {
    return builder().appPort(appPort).start();
  }

  static TestProxy to(TestApp app) throws Exception {
    return to(app.port());
  }

  SidecarConfig config() {
    return config(new TrafficPort("https", port, appPort));
  }

  SidecarConfig config(TrafficPort... ports) {
    return new SidecarConfig(
        List.of(ports),
        new TlsConfig(
            files.path().toString(),
            TlsVersion.TLS_1_2,
            List.of(),
            TlsAlgorithms.DEFAULT,
            clientAuth),
        http,
        limits,
        new AdminConfig(adminPort, cancelDrainAfterSeconds, null),
        LogLevel.INFO);
  }

  void write(SidecarConfig config) throws IOException {
    writeConfig(new String(SidecarConfigCodec.write(config), UTF_8));
  }

  void writeConfig(String json) throws IOException {
    files.replace("sidecar.json", json);
  }

  void reload(HttpConfig next) throws Exception {
    double before = metric(RELOADED);
    http = next;
    write(config());
    await().until(() -> metric(RELOADED) > before);
  }

  RawClient tls() throws Exception {
    return RawClient.tls(port);
  }

  RawClient plain() throws Exception {
    return RawClient.plain(port);
  }

  /** What the admin port answers to a plain GET, the body alone. */
  String admin(String path) throws Exception {
    return admin(path, "").body();
  }

  RawClient.Answer admin(String path, String field) throws Exception {
    try (var client = RawClient.plain(adminPort)) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + field + "\r\n");
      return client.answer();
    }
  }

  void drain() throws Exception {
    admin("/drain", "X-Drain-Token: " + DRAIN_TOKEN + "\r\n");
  }

  /** The sum of a metric's lines that have these labels, {@code name{label="value",...}}. */
  double metric(String wanted) throws Exception {
    String name = wanted.replaceFirst("\\{.*", "");
    List<String> labels =
        wanted.equals(name)
            ? List.of()
            : List.of(wanted.substring(name.length() + 1, wanted.length() - 1).split(",", -1));
    double sum = 0;
    for (String line : admin("/metrics").split("\n", -1)) {
      String series = line.substring(0, Math.max(0, line.lastIndexOf(' ')));
      if (series.replaceFirst("\\{.*", "").equals(name)
          && labels.stream().allMatch(series::contains)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  /** How many handshakes failed, for whatever reason. */
  double failedHandshakes() throws Exception {
    double sum = 0;
    for (HandshakeFailure reason : HandshakeFailure.values()) {
      sum += failedHandshakes(reason);
    }
    return sum;
  }

  double failedHandshakes(HandshakeFailure reason) throws Exception {
    return metric(
        "https_upgrade_handshake_failures_total{reason=\"%s\"}".formatted(reason.label()));
  }

  SidecarStatus.Leaf leaf() {
    SidecarStatus.Leaf leaf = proxy.status().leaf();
    if (leaf == null) {
      throw new AssertionError("no certificate was loaded");
    }
    return leaf;
  }

  double closedFor(String reason) throws Exception {
    return metric("https_upgrade_connections_closed_total{reason=\"%s\"}".formatted(reason));
  }

  void stop() throws IOException {
    if (!stopped) {
      stopped = true;
      try {
        proxy.stop();
      } catch (InterruptedException e) {
        throw new java.io.InterruptedIOException();
      }
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    TestFolder.delete(files.path());
  }

  static final class Builder {
    private int appPort = FreePorts.next();
    private HttpConfig http = HttpConfig.DEFAULT;
    private Limits limits = new Limits(Limits.Head.DEFAULT, PATIENT, Limits.Connections.DEFAULT);
    private int cancelDrainAfterSeconds = 1;
    private Duration stop = Duration.ofSeconds(5);
    private Duration poll = Duration.ofSeconds(10);
    private UpstreamSettings upstream = UpstreamSettings.DEFAULT;
    private MemoryPlan memory = new MemoryPlan(10_000, OptionalLong.empty());
    private @Nullable X509Bundle certificate;
    private ClientAuth clientAuth = ClientAuth.NONE;
    private @Nullable KeyLog keyLog;

    private Builder() {
      try {
        certificate = CertificateDirectory.leaf("first");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    Builder appPort(int port) {
      appPort = port;
      return this;
    }

    Builder times(Limits.Times value) {
      return limits(new Limits(Limits.Head.DEFAULT, value, Limits.Connections.DEFAULT));
    }

    Builder http(HttpConfig value) {
      http = value;
      return this;
    }

    Builder limits(Limits value) {
      limits = value;
      return this;
    }

    Builder upstream(UpstreamSettings value) {
      upstream = value;
      return this;
    }

    Builder cancelDrainAfterSeconds(int value) {
      cancelDrainAfterSeconds = value;
      return this;
    }

    Builder stop(Duration value) {
      stop = value;
      return this;
    }

    Builder poll(Duration value) {
      poll = value;
      return this;
    }

    Builder clientAuth(ClientAuth value) {
      clientAuth = value;
      return this;
    }

    Builder certificate(@Nullable X509Bundle value) {
      certificate = value;
      return this;
    }

    Builder keyLog(KeyLog value) {
      keyLog = value;
      return this;
    }

    Builder maxConnections(int value) {
      memory = new MemoryPlan(value, OptionalLong.empty());
      return this;
    }

    TestProxy start() throws Exception {
      return new TestProxy(this);
    }
  }
}
