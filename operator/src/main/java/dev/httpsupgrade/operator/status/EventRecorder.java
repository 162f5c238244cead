package dev.httpsupgrade.operator.status;

import dev.httpsupgrade.operator.api.v1alpha1.ConditionType;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells in Events what changed in the conditions, and when a certificate came to the last pod. */
public final class EventRecorder implements StatusListener {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_NOTE = 1000;

  private final Consumer<Event> writer;
  private final String identity;

  public EventRecorder(Consumer<Event> writer, String identity) {
    this.writer = writer;
    this.identity = identity;
  }

  @Override
  public void changed(
      HttpsUpgrade upgrade, HttpsUpgradeStatus before, HttpsUpgradeStatus after, Instant now) {
    // What happened at once happened in the order of the steps: it must be told in it, too.
    Instant time = now;
    for (Condition condition : after.conditions()) {
      boolean changed =
          before
              .condition(condition.getType())
              .filter(previous -> previous.getStatus().equals(condition.getStatus()))
              .filter(previous -> previous.getReason().equals(condition.getReason()))
              .isEmpty();
      if (changed && !condition.getStatus().equals("Unknown")) {
        writer.accept(event(upgrade, Told.of(condition), time));
        time = time.plus(1, ChronoUnit.MICROS);
      }
    }
    Optional<Duration> rotation = Rotation.completed(before, after);
    if (rotation.isPresent()) {
      writer.accept(event(upgrade, Told.of(after, rotation.orElseThrow()), time));
    }
  }

  /** What an Event says. */
  private record Told(String action, String reason, String type, String message) {

    static Told of(Condition condition) {
      return new Told(
          condition.getType(),
          condition.getReason(),
          isTrouble(condition) ? "Warning" : "Normal",
          condition.getMessage());
    }

    static Told of(HttpsUpgradeStatus status, Duration rotation) {
      return new Told(
          "Rotation",
          "CertificateServed",
          "Normal",
          "every pod serves certificate %s, %d ms after it was written"
              .formatted(
                  Objects.requireNonNull(status.certificate()).serialNumber(),
                  rotation.toMillis()));
    }
  }

  private Event event(HttpsUpgrade upgrade, Told told, Instant now) {
    var metadata = upgrade.getMetadata();
    String message = told.message();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(metadata.getNamespace())
        .withGenerateName(metadata.getName() + "-")
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(now)))
        .withReportingController(Names.FIELD_MANAGER)
        .withReportingInstance(identity)
        .withAction(told.action())
        .withReason(told.reason())
        .withType(told.type())
        .withNote(message.substring(0, Math.min(message.length(), MAX_NOTE)))
        .withNewRegarding()
        .withApiVersion(upgrade.getApiVersion())
        .withKind(upgrade.getKind())
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .endRegarding()
        .build();
  }

  private static boolean isTrouble(Condition condition) {
    if (condition.getType().equals(ConditionType.Degraded.name())) {
      return true;
    }
    return condition.getStatus().equals("False")
        && switch (condition.getReason()) {
          case "RolloutInProgress",
              "WaitingForPods",
              "ExposingServices",
              "Waiting",
              "Paused",
              "Planned" ->
              false;
          default -> true;
        };
  }
}
