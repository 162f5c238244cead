package dev.httpsupgrade.operator.metrics;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Times reconciliations, by what was done and how it ended. */
public final class Reconciliations implements Metrics {

  /** What a reconciliation does. */
  private enum Operation {
    reconcile,
    cleanup
  }

  private final Map<Operation, Timer> succeeded = new EnumMap<>(Operation.class);
  private final Map<Operation, Timer> failed = new EnumMap<>(Operation.class);

  Reconciliations(MeterRegistry registry) {
    for (Operation operation : Operation.values()) {
      succeeded.put(operation, timer(registry, operation, "success"));
      failed.put(operation, timer(registry, operation, "failure"));
    }
  }

  private static Timer timer(MeterRegistry registry, Operation operation, String result) {
    return Timer.builder(OperatorMetrics.PREFIX + "reconcile_duration")
        .description("Time that a reconciliation took")
        .tag("operation", operation.name())
        .tag("result", result)
        .register(registry);
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    var operation =
        execution.name().equals(Operation.cleanup.name()) ? Operation.cleanup : Operation.reconcile;
    Timer.Sample sample = Timer.start();
    boolean success = false;
    try {
      T result = execution.execute();
      success = true;
      return result;
    } finally {
      sample.stop(
          Objects.requireNonNull((success ? succeeded : failed).get(operation), "all are there"));
    }
  }
}
