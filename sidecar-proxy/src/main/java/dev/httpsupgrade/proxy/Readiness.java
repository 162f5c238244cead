package dev.httpsupgrade.proxy;

import dev.httpsupgrade.proxy.tls.ServerCertificate;
import dev.httpsupgrade.proxy.tls.ServerTls;
import dev.httpsupgrade.proxy.upstream.AppProbe;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What stands in the way of traffic, in words; nothing if the list is empty.
 *
 * <p>Whether the app may be started is another question: it starts after us, and an expired leaf is
 * no reason to keep it from running.
 */
final class Readiness {

  private final ServerTls tls;
  private final AppProbe app;
  private final Clock clock;
  private volatile boolean listening;

  Readiness(ServerTls tls, AppProbe app, Clock clock) {
    this.tls = tls;
    this.app = app;
    this.clock = clock;
  }

  /** All ports are bound from now on. */
  void listening() {
    listening = true;
  }

  /** Why the app must wait: listeners and a leaf, whatever its dates. */
  List<String> startObstacles() {
    var obstacles = new ArrayList<String>();
    if (!listening) {
      obstacles.add("not listening yet");
    }
    String unready = tls.unreadyReason();
    if (tls.leaf() == null && unready != null) {
      obstacles.add(unready);
    }
    return obstacles;
  }

  /** Why no traffic may come: also the leaf's dates, and each port at which the app is silent. */
  CompletionStage<List<String>> obstacles(List<TrafficPort> ports) {
    List<String> obstacles = startObstacles();
    ServerCertificate certificate = tls.leaf();
    if (certificate != null) {
      addDates(certificate, clock.instant(), obstacles);
      String unready = tls.unreadyReason();
      if (unready != null) {
        obstacles.add(unready);
      }
    }
    CompletionStage<List<String>> all = CompletableFuture.completedFuture(obstacles);
    for (TrafficPort port : ports) {
      all =
          all.thenCombine(
              app.accepts(port.appPort()),
              (list, accepts) -> {
                if (!accepts) {
                  list.add(
                      "ports[%s].appPort: nothing accepts connections at 127.0.0.1:%d or [::1]:%2$d"
                          .formatted(port.name(), port.appPort()));
                }
                return list;
              });
    }
    return all;
  }

  private static void addDates(ServerCertificate certificate, Instant now, List<String> obstacles) {
    if (now.isBefore(certificate.notBefore())) {
      obstacles.add("the certificate is not valid before " + certificate.notBefore());
    }
    if (now.isAfter(certificate.notAfter())) {
      obstacles.add("the certificate expired at " + certificate.notAfter());
    }
  }
}
