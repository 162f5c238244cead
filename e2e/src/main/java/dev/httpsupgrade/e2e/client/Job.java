package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.util.Map;

/** Something that takes long: the agent starts it, and tells how far it is when asked. */
interface Job {

  /** Returns when it is done. */
  void run() throws IOException, InterruptedException;

  /** Ends a wait in the middle of it; most have none. */
  default void goOn() {}

  /** How far it is; from any thread. */
  Map<String, Object> report();
}
