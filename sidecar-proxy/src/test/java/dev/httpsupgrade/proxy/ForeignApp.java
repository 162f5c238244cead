package dev.httpsupgrade.proxy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A {@link SeeingApp} of other people: a process of its own that writes what it sees. */
final class ForeignApp implements SeeingApp {

  /** Whose it is. */
  enum Kind {
    NGINX,
    NODE,
    GO;

    boolean isInstalled() {
      String command = name().toLowerCase(Locale.ROOT);
      return Stream.of(System.getenv("PATH").split(":", -1))
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
  }

  private static final Path SOURCES = Path.of("src/test/upstreams").toAbsolutePath();

  private final int port = FreePorts.next();
  private final Path folder = Files.createTempDirectory("upstream");
  private final Path output = folder.resolve("output");
  private final Process process;
  private long position;

  ForeignApp(Kind kind) throws Exception {
    process = start(command(kind));
    await().ignoreExceptions().until(this::listens);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public List<String> seen() throws IOException {
    try (var file = new RandomAccessFile(output.toFile(), "r")) {
      byte[] bytes = new byte[(int) (file.length() - position)];
      file.seek(position);
      file.readFully(bytes);
      position += bytes.length;
      var text = new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
      return text.lines().map(SeeingApp::normalised).toList();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    TestFolder.delete(folder);
  }

  private List<String> command(Kind kind) throws IOException, InterruptedException {
    String at = String.valueOf(port);
    return switch (kind) {
      case NGINX -> {
        String template = Files.readString(SOURCES.resolve("nginx.conf"));
        Files.writeString(folder.resolve("nginx.conf"), template.replace("PORT", at));
        yield List.of("nginx", "-p", folder.toString(), "-e", "stderr", "-c", "nginx.conf");
      }
      case NODE -> {
        String source = SOURCES.resolve("node.js").toString();
        yield List.of("node", "--max-http-header-size=131072", source, at);
      }
      case GO -> {
        String program = folder.resolve("app").toString();
        String source = SOURCES.resolve("go/main.go").toString();
        if (start(List.of("go", "build", "-o", program, source)).waitFor() != 0) {
          throw new IOException("go build " + source + " failed");
        }
        yield List.of(program, at);
      }
    };
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private boolean listens() throws IOException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    }
  }
}
