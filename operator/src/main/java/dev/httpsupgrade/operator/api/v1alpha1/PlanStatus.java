package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would change if the stage were {@link Stage#Observe}; every field is described in the CRD.
 *
 * @param basis hash of what the API server was asked about; null if it was not asked
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanStatus(
    @Nullable String basis,
    List<PlannedObject> objects,
    @Nullable PlannedRollout rollout,
    List<String> services,
    List<Obstacle> obstacles) {

  public PlanStatus {
    objects = objects == null ? List.of() : List.copyOf(objects);
    services = services == null ? List.of() : List.copyOf(services);
    obstacles = obstacles == null ? List.of() : List.copyOf(obstacles);
  }

  /** What would become of an object. */
  public enum Action {
    Create,
    Change,
    Delete
  }

  /** One object that would be written. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PlannedObject(
      String kind, String name, Action action, @Nullable PlannedFields fields) {}

  /** Paths of fields of an object that is there. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PlannedFields(List<String> added, List<String> changed, List<String> removed) {

    public PlannedFields {
      added = added == null ? List.of() : List.copyOf(added);
      changed = changed == null ? List.of() : List.copyOf(changed);
      removed = removed == null ? List.of() : List.copyOf(removed);
    }
  }

  /** What would become of the pods. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlannedRollout(
      boolean podsReplaced, boolean lossless, int pods, @Nullable String message) {}

  /** What stands in the way. */
  public record Obstacle(String reason, String field, String message) {

    /** A problem as the status tells it. */
    public static Obstacle of(Problem problem) {
      return new Obstacle(problem.reason().name(), problem.field(), problem.message());
    }

    /** The sentence that a person reads. */
    public String text() {
      return field + ": " + message;
    }
  }
}
