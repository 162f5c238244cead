package dev.httpsupgrade.proxy.accept;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of the traffic ports, which may change while the proxy runs. */
public final class TrafficListeners implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficListeners.class);

  private final ListenerFactory factory;
  private final ConnectionPipeline pipeline;
  private final Map<Integer, Listening> byPort = new HashMap<>();

  /** A bound port and what its next connection is for. */
  private static final class Listening {
    private volatile TrafficPort port;
    private volatile Listener listener;

    Listening(TrafficPort port, ListenerFactory factory, ConnectionPipeline pipeline)
        throws UnusableConfigException {
      this.port = port;
      this.listener =
          factory.bind(
              "ports[%s].port".formatted(port.name()),
              port.port(),
              channel -> pipeline.assemble(channel, this.port));
    }
  }

  public TrafficListeners(ListenerFactory factory, ConnectionPipeline pipeline) {
    this.factory = factory;
    this.pipeline = pipeline;
  }

  /**
   * Listens on exactly these ports: binds the new ones first, so that nothing has changed if one
   * can't be bound. Connections that are open go on as they began.
   *
   * @throws UnusableConfigException if a port can't be bound
   */
  public synchronized void apply(List<TrafficPort> ports) throws UnusableConfigException {
    var wanted = new HashMap<Integer, TrafficPort>();
    ports.forEach(port -> wanted.put(port.port(), port));
    byPort.putAll(bindMissing(wanted));
    byPort.forEach((number, listening) -> {
      TrafficPort port = wanted.get(number);
      if (port != null) {
        listening.port = port;
      }
    });
    byPort
        .entrySet()
        .removeIf(entry -> {
          boolean removed = !wanted.containsKey(entry.getKey());
          if (removed) {
            entry.getValue().listener.close();
            LOG.atInfo().addKeyValue("port", entry.getKey()).log("stopped listening");
          }
          return removed;
        });
  }

  /** Takes no more connections. */
  @Override
  public synchronized void close() {
    byPort.values().forEach(listening -> listening.listener.close());
    byPort.clear();
  }

  private Map<Integer, Listening> bindMissing(Map<Integer, TrafficPort> wanted)
      throws UnusableConfigException {
    var bound = new HashMap<Integer, Listening>();
    try {
      for (TrafficPort port : wanted.values()) {
        if (!byPort.containsKey(port.port())) {
          bound.put(port.port(), new Listening(port, factory, pipeline));
          LOG.atInfo()
              .addKeyValue("name", port.name())
              .addKeyValue("port", port.port())
              .addKeyValue("appPort", port.appPort())
              .log("listening");
        }
      }
    } catch (UnusableConfigException e) {
      bound.values().forEach(listening -> listening.listener.close());
      throw e;
    }
    return bound;
  }
}
