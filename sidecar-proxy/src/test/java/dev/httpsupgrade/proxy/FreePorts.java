package dev.httpsupgrade.proxy;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports that nobody listens on, below those that the kernel gives to clients. */
final class FreePorts {

  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  /** In turn, as one that was given and is not bound yet looks free. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePorts() {}

  static int next() {
    while (true) {
      int port = FIRST + NEXT.getAndIncrement() % COUNT;
      try (var socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // Somebody does; the next one, then.
      }
    }
  }
}
