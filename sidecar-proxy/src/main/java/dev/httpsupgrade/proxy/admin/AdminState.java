package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.sidecar.config.SidecarStatus;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the admin port asks the proxy, and the one thing it tells it. */
public interface AdminState {

  /** Why a restart is needed; nothing while all goes well. */
  CompletionStage<List<String>> lifeObstacles();

  /** Why the app must not be started yet; nothing if it may. */
  List<String> startObstacles();

  /** Why traffic can't be served; nothing if it can. */
  CompletionStage<List<String>> trafficObstacles();

  SidecarStatus status();

  /** Asks clients to leave, until SIGTERM or until the drain cancels itself. */
  void drain();
}
