package dev.httpsupgrade.proxy.admin;

import dev.httpsupgrade.sidecar.config.SidecarStatus;
import org.jspecify.annotations.Nullable;

/** What the admin port asks the proxy, and the one thing it tells it. */
public interface AdminState {

  /** Why traffic can't be served, or null if it can: all listeners are bound, a leaf is loaded. */
  @Nullable String unreadyReason();

  SidecarStatus status();

  /** Asks clients to leave, until SIGTERM or until the drain cancels itself. */
  void drain();
}
