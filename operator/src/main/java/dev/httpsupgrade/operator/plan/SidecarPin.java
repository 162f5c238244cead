package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.OperatorSettings;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.operator.workload.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the sidecar that a workload has. A newer operator brings a newer image and may render the
 * sidecar differently; that alone must restart no pod before the policy lets it.
 */
final class SidecarPin {

  private static final int HASH_LENGTH = 16;

  private final Inputs.Subject subject;
  private final Target target;
  private final List<PlannedPort> ports;
  private final OperatorSettings settings;
  private final UpdateRules rules;

  SidecarPin(
      Inputs.Subject subject, Target target, List<PlannedPort> ports, OperatorSettings settings) {
    this.subject = subject;
    rules = new UpdateRules(subject, settings);
    this.target = target;
    this.ports = ports;
    this.settings = settings;
  }

  /** What is applied to the workload: the newest sidecar, or the one that it has. */
  Plan.WorkloadPatch patch(Instant now) {
    String newest = settings.sidecarImage();
    String present = target.pod().sidecarImage().orElse(newest);
    boolean same = present.equals(newest);
    Optional<WaitingUpdate> waiting = same ? Optional.empty() : rules.waiting(now);
    // What is only rendered in another way waits for no window: nobody could tell when it came.
    boolean due = same ? rules.isOpen() : waiting.isEmpty();
    Workload patch = due ? render(newest) : served(present).orElseGet(() -> render(present));
    return new Plan.WorkloadPatch(patch, target.initContainers(), asked(), waiting, due && !same);
  }

  /** What served last, as long as nothing else is asked for. */
  private Optional<Workload> served(String image) {
    return subject
        .sidecar()
        .served()
        .filter(served -> served.image().equals(image) && served.asked().equals(asked()))
        .map(served -> subject.target().with(served.template()));
  }

  private Workload render(String image) {
    return SidecarInjector.patch(subject, target, ports, image);
  }

  /** The same as long as users ask for the same sidecar, whatever the operator makes of it. */
  private String asked() {
    List<Object> all =
        List.of(ports, subject.spec().sidecar().resources(), subject.name(), target.drainToken());
    return Leaf.sha256(all.toString().getBytes(UTF_8)).substring(0, HASH_LENGTH);
  }
}
