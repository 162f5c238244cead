import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

static final String WEB_SOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");

static final String MAY_DO_ANYTHING =
    """
    {"status": {"incomplete": false, "nonResourceRules": [],
      "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]}}
    """;

/**
 * Has an operator start, become the leader and watch an empty cluster, so that its AOT cache knows
 * what to hold.
 *
 * <p>Arguments: a directory that the operator sees as /training, and the command that starts the operator.
 *
 * <p>The API server is a pretence that knows no object and takes every write as it comes. It need not
 * please the operator: training ends when nothing more is asked of it.
 */
void main(String[] arguments) throws Exception {
  var directory = Path.of(arguments[0]);
  var lastRequest = new AtomicLong(System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
  var apiServer = startApiServer(lastRequest);
  Files.writeString(directory.resolve("kubeconfig"), kubeconfig(apiServer.getAddress().getPort()));

  var builder = new ProcessBuilder(List.of(arguments).subList(1, arguments.length)).inheritIO();
  builder
      .environment()
      .putAll(
          Map.of(
              "KUBECONFIG", "/training/kubeconfig",
              "POD_NAMESPACE", "training",
              "POD_NAME", "training-0",
              "SIDECAR_IMAGE", "localhost/https-upgrade/sidecar:training"));
  var operator = builder.start();
  try {
    awaitQuiet(operator, lastRequest);
    operator.destroy();
    if (!operator.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the operator did not end within 30 s of SIGTERM");
    }
  } finally {
    operator.destroyForcibly();
    apiServer.stop(0);
  }
}

String kubeconfig(int port) {
  return """
      apiVersion: v1
      kind: Config
      current-context: training
      contexts: [{name: training, context: {cluster: training, user: training, namespace: training}}]
      clusters: [{name: training, cluster: {server: "http://127.0.0.1:%d"}}]
      users: [{name: training, user: {token: training}}]
      """
      .formatted(port);
}

HttpServer startApiServer(AtomicLong lastRequest) throws IOException {
  var written = new ConcurrentHashMap<String, String>();
  var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
  server.createContext(
      "/",
      exchange -> {
        IO.println("training: " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (!exchange.getRequestURI().getPath().contains("/leases")) {
          lastRequest.set(System.nanoTime());
        }
        var body = new String(exchange.getRequestBody().readAllBytes());
        if (exchange.getRequestMethod().equals("GET")) {
          read(exchange, written);
        } else {
          write(exchange, body, written);
        }
      });
  server.start();
  return server;
}

void read(HttpExchange exchange, Map<String, String> written) throws IOException {
  var path = exchange.getRequestURI().getPath();
  var query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
  if (query.contains("watch=true")) {
    watchNothing(exchange);
  } else if (written.containsKey(path)) {
    answer(exchange, 200, written.get(path));
  } else if (isOneObject(path)) {
    answer(exchange, 404, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":404}");
  } else {
    answer(exchange, 200, "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}");
  }
}

void write(HttpExchange exchange, String body, Map<String, String> written) throws IOException {
  var path = exchange.getRequestURI().getPath();
  if (path.endsWith("/selfsubjectrulesreviews")) {
    answer(exchange, 201, MAY_DO_ANYTHING);
    return;
  }
  if (exchange.getRequestMethod().equals("PATCH") && written.containsKey(path)) {
    answer(exchange, 200, written.get(path));
    return;
  }
  var name = NAME.matcher(body);
  written.put(isOneObject(path) || !name.find() ? path : path + "/" + name.group(1), body);
  answer(exchange, exchange.getRequestMethod().equals("POST") ? 201 : 200, body);
}

/** Whether a path names an object, as /api/v1/namespaces/n/secrets/s does, and not a collection. */
boolean isOneObject(String path) {
  var parts = path.substring(1).split("/");
  int resource = parts[0].equals("api") ? 2 : 3;
  boolean namespaced = parts.length > resource + 2 && parts[resource].equals("namespaces");
  return parts.length == resource + (namespaced ? 4 : 2);
}

/** Switches to WebSocket (RFC 6455), where a watch's events would follow. */
void watchNothing(HttpExchange exchange) throws IOException {
  var key = exchange.getRequestHeaders().getFirst("Sec-WebSocket-Key");
  var headers = exchange.getResponseHeaders();
  headers.set("Upgrade", "websocket");
  headers.set("Connection", "Upgrade");
  headers.set("Sec-WebSocket-Accept", sha1(key + WEB_SOCKET_GUID));
  exchange.sendResponseHeaders(101, -1);
  exchange.getResponseBody().flush();
}

String sha1(String text) {
  try {
    var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes());
    return Base64.getEncoder().encodeToString(digest);
  } catch (NoSuchAlgorithmException e) {
    throw new AssertionError("every JDK has SHA-1", e);
  }
}

void answer(HttpExchange exchange, int status, String json) throws IOException {
  var body = json.getBytes();
  exchange.getResponseHeaders().set("Content-Type", "application/json");
  exchange.sendResponseHeaders(status, body.length);
  exchange.getResponseBody().write(body);
  exchange.close();
}

/** Nothing has been asked for a while, after the operator asked at all. */
void awaitQuiet(Process operator, AtomicLong lastRequest) throws InterruptedException {
  var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
  while (operator.isAlive()
      && System.nanoTime() < deadline
      && System.nanoTime() < lastRequest.get() + TimeUnit.SECONDS.toNanos(4)) {
    Thread.sleep(100);
  }
}
