package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarSpec;
import dev.httpsupgrade.operator.gather.Amounts;
import dev.httpsupgrade.operator.gather.Room;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the namespace has room for pods with the sidecar: asked before a rollout that makes them
 * larger, which would only stand still without.
 */
final class RoomChecks {

  private static final String FIELD = "spec.sidecar.resources";
  private static final List<String> COUNTED = List.of("cpu", "memory");

  private final Room room;
  private final Amounts sidecar;
  private final List<Problem> problems = new ArrayList<>();

  private RoomChecks(Room room, SidecarSpec spec) {
    this.room = room;
    sidecar = Amounts.of(SidecarResources.of(spec.resources())).filledBy(room.defaults());
  }

  static List<Problem> problems(Room room, SidecarSpec spec) {
    var checks = new RoomChecks(room, spec);
    if (!checks.sidecar.exceeds(room.pods().sidecar())) {
      return List.of();
    }
    room.ranges().forEach(checks::check);
    room.quotas().forEach(checks::check);
    return checks.problems;
  }

  private void check(Room.Range range) {
    Amounts amounts = range.ofPod() ? sidecar.plus(room.pods().each()) : sidecar;
    String whose = range.ofPod() ? "a pod with the sidecar" : "the sidecar";
    bounds(range, "min")
        .forEach((name, least) -> {
          if (of(amounts.requests(), name).compareTo(least) < 0) {
            refused(range, "min", name, least, whose, of(amounts.requests(), name));
          }
        });
    bounds(range, "max")
        .forEach((name, most) -> {
          BigDecimal limit = of(amounts.limits(), name);
          if (limit.signum() == 0 || limit.compareTo(most) > 0) {
            refused(range, "max", name, most, whose, limit);
          }
        });
    bounds(range, "maxLimitRequestRatio")
        .forEach((name, most) -> {
          BigDecimal request = of(amounts.requests(), name);
          BigDecimal limit = of(amounts.limits(), name);
          if (request.signum() > 0 && limit.compareTo(request.multiply(most)) > 0) {
            refused(
                range,
                "maxLimitRequestRatio",
                name,
                most,
                whose,
                limit.divide(request, 2, RoundingMode.UP));
          }
        });
  }

  private static Map<String, BigDecimal> bounds(Room.Range range, String bound) {
    return new TreeMap<>(range.limits().getOrDefault(bound, Map.of()));
  }

  private void refused(
      Room.Range range,
      String bound,
      String name,
      BigDecimal wanted,
      String whose,
      BigDecimal has) {
    add(
        "LimitRange %s has %s %s of %s, and %s has %s; set %s of the sidecar here, or change the LimitRange"
            .formatted(
                range.name(),
                bound,
                name,
                text(wanted),
                whose,
                has.signum() == 0 ? "none" : text(has),
                name));
  }

  private void check(Room.Quota quota) {
    new TreeMap<>(quota.hard())
        .forEach((resource, hard) -> {
          if (isMissing(resource)) {
            add(
                "ResourceQuota %s counts %s, so each container must have one; set %s of the sidecar here"
                    .formatted(quota.name(), resource, resource));
            return;
          }
          BigDecimal used = of(quota.used(), resource);
          BigDecimal needed = needed(resource);
          if (needed.signum() > 0 && used.add(needed).compareTo(hard) > 0) {
            add(
                "ResourceQuota %s allows %s of %s, of which %s is used; %d pods with the sidecar%s need %s more; raise the quota, or lower what the sidecar asks for"
                    .formatted(
                        quota.name(),
                        text(hard),
                        resource,
                        text(used),
                        room.pods().number(),
                        room.pods().surplus()
                            ? ", and one beside them while they are replaced,"
                            : "",
                        text(needed)));
          }
        });
  }

  /** What is new of all sidecars; where a new pod comes before an old one goes, one pod more. */
  private BigDecimal needed(String resource) {
    if (resource.equals("pods") || resource.equals("count/pods")) {
      return room.pods().surplus() ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    BigDecimal present = counted(room.pods().sidecar(), resource);
    BigDecimal more =
        counted(sidecar, resource)
            .subtract(present)
            .multiply(BigDecimal.valueOf(room.pods().number()));
    return room.pods().surplus()
        ? more.add(present).add(counted(room.pods().each(), resource))
        : more;
  }

  private boolean isMissing(String resource) {
    String name = resource.substring(resource.indexOf('.') + 1);
    return COUNTED.contains(name) && counted(sidecar, resource).signum() == 0;
  }

  private static BigDecimal counted(Amounts amounts, String resource) {
    if (resource.startsWith("limits.")) {
      return of(amounts.limits(), resource.substring("limits.".length()));
    }
    return of(
        amounts.requests(),
        resource.startsWith("requests.") ? resource.substring("requests.".length()) : resource);
  }

  private static BigDecimal of(Map<String, BigDecimal> amounts, String name) {
    return Optional.ofNullable(amounts.get(name)).orElse(BigDecimal.ZERO);
  }

  private void add(String message) {
    problems.add(new Problem(Reason.NoRoom, FIELD, message));
  }

  /** As people write it: 250m, 96Mi. */
  private static String text(BigDecimal amount) {
    return QuantityText.of(amount);
  }
}
