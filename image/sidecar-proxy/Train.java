import com.sun.net.httpserver.HttpServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * Has a sidecar serve real traffic in front of a small app, so that its AOT cache knows what to hold.
 *
 * <p>Arguments: a directory that the sidecar sees as /training, and the command that starts the sidecar.
 */
void main(String[] arguments) throws Exception {
  var directory = Path.of(arguments[0]);
  var command = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
  var keyStore = makeCertificate(directory);
  var app = startApp();
  int securePort = freePort();
  int adminPort = freePort();
  Files.writeString(
      directory.resolve("config.json"), config(securePort, app.getAddress().getPort(), adminPort));
  command.addAll(List.of("--config", "/training/config.json"));

  var sidecar = new ProcessBuilder(command).inheritIO().start();
  try {
    var admin = URI.create("http://127.0.0.1:" + adminPort);
    awaitReady(sidecar, admin.resolve("/readyz"));
    var secure = URI.create("https://127.0.0.1:" + securePort);
    shakeHands(keyStore, secure);
    serve(client(trusting(keyStore), "TLSv1.3"), secure);
    serve(client(trusting(keyStore), "TLSv1.3"), URI.create("http://127.0.0.1:" + securePort));
    var renewed = makeCertificate(directory);
    awaitRenewed(client(trusting(renewed), "TLSv1.3"), secure);
    get(client(trusting(renewed), "TLSv1.3"), URI.create("https://127.0.0.1:" + adminPort + "/healthz"));
    get(HttpClient.newHttpClient(), admin.resolve("/metrics"));
    sidecar.destroy();
    if (!sidecar.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the sidecar did not end within 30 s of SIGTERM");
    }
  } finally {
    sidecar.destroyForcibly();
    app.stop(0);
  }
}

/** A key pair and its self-signed certificate as a Secret's volume has them: tls.crt and tls.key. */
KeyStore makeCertificate(Path directory) throws Exception {
  var file = directory.resolve("key-store");
  Files.deleteIfExists(file);
  var keytool =
      new ProcessBuilder(
          System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias", "training",
          "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=training",
          "-ext", "SAN=ip:127.0.0.1", "-keystore", file.toString(), "-storepass", "training");
  if (keytool.inheritIO().start().waitFor() != 0) {
    throw new IllegalStateException("keytool failed");
  }
  var keyStore = KeyStore.getInstance(file.toFile(), "training".toCharArray());
  writePem(
      directory.resolve("tls.crt"), "CERTIFICATE", keyStore.getCertificate("training").getEncoded());
  writePem(
      directory.resolve("tls.key"),
      "PRIVATE KEY",
      keyStore.getKey("training", "training".toCharArray()).getEncoded());
  return keyStore;
}

void writePem(Path file, String label, byte[] der) throws IOException {
  var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
  Files.writeString(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64));
}

SSLContext trusting(KeyStore keyStore) throws Exception {
  var trusted = KeyStore.getInstance("PKCS12");
  trusted.load(null, null);
  trusted.setCertificateEntry("training", keyStore.getCertificate("training"));
  var factory = TrustManagerFactory.getInstance("PKIX");
  factory.init(trusted);
  var context = SSLContext.getInstance("TLS");
  context.init(null, factory.getTrustManagers(), null);
  return context;
}

/** Answers with as many bytes as the path says, some of them chunked, after reading the request. */
HttpServer startApp() throws IOException {
  var app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
  app.createContext(
      "/",
      exchange -> {
        exchange.getRequestBody().readAllBytes();
        var path = exchange.getRequestURI().getPath();
        var body = new byte[Integer.parseInt(path.substring(path.lastIndexOf('/') + 1))];
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, path.startsWith("/chunked/") ? 0 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
      });
  app.start();
  return app;
}

String config(int securePort, int appPort, int adminPort) {
  return """
      {
        "version": "1.0",
        "ports": [{"name": "https", "port": %d, "appPort": %d}],
        "tls": {"directory": "/training", "minVersion": "1.2"},
        "admin": {"port": %d, "cancelDrainAfterSeconds": 60},
        "logLevel": "info"
      }
      """
      .formatted(securePort, appPort, adminPort);
}

int freePort() throws IOException {
  try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
    return socket.getLocalPort();
  }
}

void awaitReady(Process sidecar, URI readiness) throws Exception {
  var client = HttpClient.newHttpClient();
  var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
  while (true) {
    try {
      if (get(client, readiness).statusCode() == 200) {
        return;
      }
    } catch (IOException e) {
      // Not listening yet.
    }
    if (!sidecar.isAlive() || System.nanoTime() > deadline) {
      throw new IllegalStateException("the sidecar did not get ready");
    }
    Thread.sleep(50);
  }
}

/** Full and resumed handshakes: a client of the same context resumes. */
void shakeHands(KeyStore keyStore, URI secure) throws Exception {
  for (int i = 0; i < 15; i++) {
    for (var version : List.of("TLSv1.3", "TLSv1.2")) {
      var trust = trusting(keyStore);
      for (int resumed = 0; resumed < 2; resumed++) {
        try (var client = client(trust, version)) {
          get(client, secure.resolve("/100"));
        }
      }
    }
  }
}

/** Requests on a kept connection, and bodies both ways. */
void serve(HttpClient client, URI base) throws Exception {
  try (client) {
    for (int i = 0; i < 1_000; i++) {
      get(client, base.resolve("/1000"));
    }
    for (int i = 0; i < 100; i++) {
      get(client, base.resolve("/chunked/20000"));
      post(client, base.resolve("/10"), BodyPublishers.ofByteArray(new byte[5_000]));
      post(
          client,
          base.resolve("/10"),
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[50_000])));
    }
    for (int i = 0; i < 5; i++) {
      get(client, base.resolve("/1000000"));
    }
  }
}

/** Awaits that the sidecar has seen that its certificate was replaced: only the new one is trusted. */
void awaitRenewed(HttpClient client, URI secure) throws Exception {
  var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
  while (true) {
    try {
      get(client, secure.resolve("/100"));
      return;
    } catch (SSLException e) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the sidecar did not take the new certificate", e);
      }
      Thread.sleep(50);
    }
  }
}

HttpClient client(SSLContext trust, String version) {
  var protocols = new SSLParameters(null, new String[] {version});
  return HttpClient.newBuilder()
      .sslContext(trust)
      .sslParameters(protocols)
      .version(HttpClient.Version.HTTP_1_1)
      .build();
}

HttpResponse<byte[]> get(HttpClient client, URI uri) throws Exception {
  return send(client, HttpRequest.newBuilder(uri).build());
}

void post(HttpClient client, URI uri, HttpRequest.BodyPublisher body) throws Exception {
  send(client, HttpRequest.newBuilder(uri).POST(body).build());
}

HttpResponse<byte[]> send(HttpClient client, HttpRequest request) throws Exception {
  return client.send(request, BodyHandlers.ofByteArray());
}
