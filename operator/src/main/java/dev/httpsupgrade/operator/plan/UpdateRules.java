package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.OperatorSettings;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarSpec;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateReason;
import dev.httpsupgrade.operator.api.v1alpha1.UpdateWindow;
import dev.httpsupgrade.operator.gather.Inputs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says whether a newer sidecar may come now, and if not, what it waits for. */
final class UpdateRules {

  private static final String WINDOW = "spec.sidecar.update.window";

  /** Neither pods' health nor the updates of others wake an upgrade. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Inputs.Subject subject;
  private final OperatorSettings settings;

  UpdateRules(Inputs.Subject subject, OperatorSettings settings) {
    this.subject = subject;
    this.settings = settings;
  }

  /** What is wrong with the window, as far as the API server can't know. */
  static Optional<Problem> problem(SidecarSpec.Update update) {
    UpdateWindow window = update.window();
    return window == null || WeeklyWindow.isTimeZone(window.timeZone())
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Reason.TimeZoneUnknown,
                WINDOW + ".timeZone",
                "there is no time zone %s; take a name of the IANA's database, such as Europe/Berlin or UTC"
                    .formatted(window.timeZone())));
  }

  /** Whether whatever is newer comes at once, also if it is only the way to render it. */
  boolean isOpen() {
    return policy() == UpdatePolicy.Auto || isAllowedByHand();
  }

  /** What keeps the newer image from the workload. */
  Optional<WaitingUpdate> waiting(Instant now) {
    // What failed is planned on, so that it is known for what failed, and not tried anew.
    boolean failed = subject.sidecar().failed().filter(settings.sidecarImage()::equals).isPresent();
    return failed ? Optional.empty() : forUser(now).or(() -> forCluster(now));
  }

  private Optional<WaitingUpdate> forUser(Instant now) {
    return isAllowedByHand()
        ? Optional.empty()
        : switch (policy()) {
          case Auto -> Optional.empty();
          case Manual -> Optional.of(forSomebody());
          case Window -> forWindow(now);
        };
  }

  /** What never served doesn't ask: nobody would lose anything. */
  private Optional<WaitingUpdate> forCluster(Instant now) {
    Inputs.Turn turn = subject.sidecar().turn();
    if (subject.sidecar().served().isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> soon = Optional.of(now.plus(LOOK_AGAIN));
    if (turn.disruptionBudget().isPresent()) {
      return Optional.of(
          waiting(
              UpdateReason.NoDisruptionAllowed,
              "PodDisruptionBudget %s allows no disruption, because pods are not healthy; it comes when they are, or the budget allows one"
                  .formatted(turn.disruptionBudget().orElseThrow()),
              soon));
    }
    return turn.others() < settings.maxConcurrentRollouts()
        ? Optional.empty()
        : Optional.of(
            waiting(
                UpdateReason.OthersFirst,
                "the operator updates %d workloads at a time (MAX_CONCURRENT_ROLLOUTS), and others are before it"
                    .formatted(settings.maxConcurrentRollouts()),
                soon));
  }

  private UpdatePolicy policy() {
    UpdatePolicy asked = update().policy();
    return asked == null ? settings.updatePolicy() : asked;
  }

  private SidecarSpec.Update update() {
    return subject.spec().sidecar().update();
  }

  private boolean isAllowedByHand() {
    return settings.sidecarImage().equals(subject.sidecar().updateTo());
  }

  private WaitingUpdate forSomebody() {
    return waiting(
        UpdateReason.PolicyIsManual,
        "it comes when annotation %s is %s, or by itself with another spec.sidecar.update.policy"
            .formatted(Names.UPDATE_TO, settings.sidecarImage()),
        Optional.empty());
  }

  private Optional<WaitingUpdate> forWindow(Instant now) {
    return Optional.ofNullable(update().window())
        .map(WeeklyWindow::of)
        .filter(window -> !window.isOpen(now))
        .map(window -> window.nextOpening(now))
        .map(opening ->
            waiting(
                UpdateReason.WindowClosed,
                "%s opens at %s; annotation %s: %s has it come before"
                    .formatted(WINDOW, opening, Names.UPDATE_TO, settings.sidecarImage()),
                Optional.of(opening)));
  }

  private WaitingUpdate waiting(UpdateReason reason, String message, Optional<Instant> until) {
    return new WaitingUpdate(settings.sidecarImage(), reason, message, until);
  }
}
