package dev.httpsupgrade.e2e.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands that come over HTTP: tests call it through the API server's pod proxy, which is
 * everywhere, and no JVM has to start for each request.
 */
final class Agent {

  private final int port;
  private @Nullable Load load;
  private @Nullable RunningJob job;

  Agent(int port) {
    this.port = port;
  }

  void serve() throws IOException {
    try (var listener = new ServerSocket(port)) {
      while (true) {
        Socket connection = listener.accept();
        Thread.ofVirtual().start(() -> answer(connection));
      }
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      String reply = replyTo(new HttpReader(connection.getInputStream()).readRequest());
      connection.getOutputStream().write(reply.getBytes(UTF_8));
    } catch (IOException e) {
      System.err.println("agent: " + e.getMessage());
    }
  }

  private String replyTo(HttpMessage request) {
    String status = "200 OK";
    Map<String, Object> result;
    try {
      result = run(request);
    } catch (IllegalArgumentException e) {
      status = "400 Bad Request";
      result = Map.of("error", String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      status = "503 Service Unavailable";
      result = Map.of("error", "interrupted");
    }
    String body = Json.write(result);
    return "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  private Map<String, Object> run(HttpMessage request) throws InterruptedException {
    String[] words = request.startLine().split(" ", 3);
    switch (words[0] + " " + words[1]) {
      case "POST /fetch" -> {
        return FetchCommand.parse(arguments(request)).run();
      }
      case "POST /load" -> startLoad(LoadSettings.parse(arguments(request)));
      case "PUT /load/https" -> load().joinHttps(request.body());
      case "DELETE /load/https" -> load().leaveHttps();
      case "GET /load" -> {
        return load().report();
      }
      case "DELETE /load" -> {
        return load().stop();
      }
      case "POST /job" -> startJob(arguments(request));
      case "PUT /job" -> job().goOn();
      case "GET /job" -> {
        return job().report();
      }
      case "GET /healthz" -> {}
      default -> throw new IllegalArgumentException(request.startLine() + ": unknown request");
    }
    return Map.of();
  }

  private synchronized void startLoad(LoadSettings settings) {
    load = new Load(settings);
    load.start();
  }

  private synchronized Load load() {
    if (load == null) {
      throw new IllegalArgumentException("no load was started");
    }
    return load;
  }

  private synchronized void startJob(List<String> line) {
    job = RunningJob.start(line);
  }

  private synchronized RunningJob job() {
    if (job == null) {
      throw new IllegalArgumentException("no job was started");
    }
    return job;
  }

  private static List<String> arguments(HttpMessage request) {
    return request.body().lines().map(line -> URLDecoder.decode(line, UTF_8)).toList();
  }
}
