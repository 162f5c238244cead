package dev.httpsupgrade.sidecar.config;

/**
 * What one client may cost: all limits of traffic connections. They apply to connections that are
 * opened after a change.
 *
 * @param head of a request's head; default {@link Head#DEFAULT}
 * @param times how long things may take; default {@link Times#DEFAULT}
 * @param connections of all clients together; default {@link Connections#DEFAULT}
 */
public record Limits(Head head, Times times, Connections connections) {

  public static final Limits DEFAULT = new Limits(Head.DEFAULT, Times.DEFAULT, Connections.DEFAULT);

  @SuppressWarnings("NullAway") // what a configuration leaves out is null here
  public Limits {
    head = head == null ? Head.DEFAULT : head;
    times = times == null ? Times.DEFAULT : times;
    connections = connections == null ? Connections.DEFAULT : connections;
  }

  /**
   * How large a request's head may be; by default more than common apps accept, so that it is they
   * who refuse.
   *
   * @param maxBytes of the whole head, 1024 to 1048576
   * @param maxTargetBytes of the request target, 256 to {@code maxBytes}
   * @param maxFields how many field lines, 16 to 10000
   */
  public record Head(int maxBytes, int maxTargetBytes, int maxFields) {

    public static final Head DEFAULT = new Head(65_536, 65_536, 1000);

    public Head {
      Checks.inRange("maxBytes", maxBytes, 1024, 1 << 20, "bytes");
      Checks.inRange("maxTargetBytes", maxTargetBytes, 256, maxBytes, "bytes");
      Checks.inRange("maxFields", maxFields, 16, 10_000, "field lines");
    }
  }

  /**
   * How long things may take, in seconds; how long an exchange as a whole takes is the app's
   * business.
   *
   * @param handshake a TLS handshake, from the first byte on, which has the same limit, 1 to 600
   * @param head a request's head, and until a new connection's first request, 1 to 3600
   * @param idle between two requests, 1 to 86400; by default longer than load balancers keep a
   *     connection, so that it is they who close it
   * @param bodyStall without a byte of a request's body while we wait for one, 1 to 86400
   * @param answer without a byte of the app's answer after the request is complete, 1 to 86400, or
   *     0 for no limit
   */
  public record Times(int handshake, int head, int idle, int bodyStall, int answer) {

    public static final Times DEFAULT = new Times(10, 60, 620, 300, 0);

    public Times {
      Checks.inRange("handshake", handshake, 1, 600, "seconds");
      Checks.inRange("head", head, 1, 3600, "seconds");
      Checks.inRange("idle", idle, 1, 86_400, "seconds");
      Checks.inRange("bodyStall", bodyStall, 1, 86_400, "seconds");
      Checks.inRange("answer", answer, 0, 86_400, "seconds");
    }
  }

  /**
   * How much of all clients is open at a time.
   *
   * @param max connections, 1 to 1000000, or 0 for what the memory limit holds
   * @param maxHandshakes TLS handshakes at a time, 1 to 100000; more wait for their turn, so that
   *     they don't starve open connections
   */
  public record Connections(int max, int maxHandshakes) {

    public static final Connections DEFAULT = new Connections(0, 64);

    public Connections {
      Checks.inRange("max", max, 0, 1_000_000, "connections");
      Checks.inRange("maxHandshakes", maxHandshakes, 1, 100_000, "handshakes");
    }
  }
}
