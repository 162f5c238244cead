package dev.httpsupgrade.operator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.DoubleSupplier;

/** All numbers of one replica. */
public final class OperatorMetrics {

  static final String PREFIX = "https_upgrade_operator_";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ApiRequests apiRequests = new ApiRequests(registry);
  private final Reconciliations reconciliations = new Reconciliations(registry);
  private final StatusChanges statusChanges = new StatusChanges(registry);
  private final UpgradeStates upgradeStates = new UpgradeStates(registry);

  /** Begins with the numbers of the process. */
  public OperatorMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** Counts requests to the API server. */
  public ApiRequests apiRequests() {
    return apiRequests;
  }

  /** Times reconciliations. */
  public Reconciliations reconciliations() {
    return reconciliations;
  }

  /** Counts what happened to upgrades. */
  public StatusChanges statusChanges() {
    return statusChanges;
  }

  /** How the upgrades are now. */
  public UpgradeStates upgradeStates() {
    return upgradeStates;
  }

  /**
   * Has a gauge ask for its value whenever it is read.
   *
   * @param name without our prefix
   */
  public void gauge(String name, String help, DoubleSupplier value) {
    Gauge.builder(PREFIX + name, value::getAsDouble).description(help).register(registry);
  }

  /** All of them in Prometheus' text format. */
  public String scrape() {
    upgradeStates.refresh();
    return registry.scrape();
  }
}
