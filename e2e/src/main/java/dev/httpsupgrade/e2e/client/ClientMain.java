package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Entry point of the client image. */
public final class ClientMain {

  private static final String HELP =
      """
      Usage: client COMMAND

      fetch URL    sends one request, prints the answer and the certificate as JSON
      %s
      load         sends requests at a constant rate, whatever becomes of the earlier ones; prints
                   a JSON summary at the end or on SIGTERM. Half of the requests open a connection
                   of their own, the others reuse one for at most 2 s; nothing is retried.
      %s
      agent        does the same on request, over HTTP: POST /fetch, POST /load, GET /load,
                   DELETE /load; PUT /load/https (body: the CA as PEM) makes HTTPS join in, and
                   DELETE /load/https leave again. The body of a POST is a command's arguments,
                   one a line, percent-encoded.
        --port N       where it listens (default 8080)

      list FOLDER  prints the names of the files in a folder, for use as an ephemeral container:
                   /proc/1/root is then the file system of the container that it looks at
      """
          .formatted(FetchCommand.HELP.stripTrailing(), LoadSettings.HELP.stripTrailing());

  private ClientMain() {}

  /** Runs one command; exit status 2 means that the arguments were wrong. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> arguments = List.of(args);
    String command = arguments.isEmpty() ? "--help" : arguments.getFirst();
    if (command.equals("--help") || arguments.contains("--help")) {
      System.out.print(HELP);
      return;
    }
    try {
      run(command, arguments.subList(1, arguments.size()));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + HELP);
      System.exit(2);
    }
  }

  private static void run(String command, List<String> arguments)
      throws IOException, InterruptedException {
    switch (command) {
      case "fetch" -> System.out.println(Json.write(FetchCommand.parse(arguments).run()));
      case "load" -> loadUntilEnd(LoadSettings.parse(arguments));
      case "agent" ->
          new Agent(Arguments.parse(arguments, "--port").number("--port", 8080)).serve();
      case "list" -> list(Arguments.parse(arguments).positional());
      default -> throw new IllegalArgumentException(command + ": unknown command");
    }
  }

  private static void list(List<String> folders) throws IOException {
    if (folders.size() != 1) {
      throw new IllegalArgumentException("list: exactly one folder is needed");
    }
    try (Stream<Path> files = Files.list(Path.of(folders.getFirst()))) {
      files.map(Path::getFileName).forEach(System.out::println);
    }
  }

  private static void loadUntilEnd(LoadSettings settings) throws InterruptedException {
    var load = new Load(settings);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> System.out.println(Json.write(load.stop()))));
    load.start();
    load.awaitEnd();
  }
}
