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

      app          an app behind a sidecar
      %s
      transfer, hold, steady, flood URL
                   jobs of the agent, which take longer than a request: POST /job starts one (the
                   command is the first line), GET /job tells how far it is, PUT /job lets one go
                   on that waits in the middle
        transfer: a large body
      %s
        hold: many connections at once
      %s
        steady: requests on one connection
      %s
        flood: handshakes that are not completed
      %s

      list FOLDER  prints the names of the files in a folder
      read-first FILE...
                   prints what is in the first of these files that is there

      As an ephemeral container: /proc/1/root is the file system of the container that it looks at.
      """
          .formatted(
              FetchCommand.HELP.stripTrailing(),
              LoadSettings.HELP.stripTrailing(),
              App.HELP.stripTrailing(),
              Transfer.HELP.stripTrailing(),
              Hold.HELP.stripTrailing(),
              Steady.HELP.stripTrailing(),
              Flood.HELP.stripTrailing());

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
      case "app" -> new App(Arguments.parse(arguments, "--port").number("--port", 8080)).serve();
      case "list" -> list(Path.of(Arguments.parse(arguments).onlyPositional("one folder only")));
      case "read-first" -> readFirst(Arguments.parse(arguments).positional());
      default -> throw new IllegalArgumentException(command + ": unknown command");
    }
  }

  private static void readFirst(List<String> files) throws IOException {
    for (String file : files) {
      if (Files.exists(Path.of(file))) {
        System.out.print(Files.readString(Path.of(file)));
        return;
      }
    }
    throw new IllegalArgumentException("none is there: " + files);
  }

  private static void list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
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
