package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.Action;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.Obstacle;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedFields;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedObject;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedRollout;
import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What came of a rehearsal, object by object; no longer than a person reads. */
final class Findings {

  private static final int MOST_OBJECTS = 40;
  private static final int MOST_FIELDS = 20;
  private static final int MOST_OBSTACLES = 10;
  private static final String TEMPLATE = "spec.template.";

  private final Writer writer;
  private final KubernetesSerialization serialization;
  private final List<PlannedObject> objects = new ArrayList<>();
  private final List<Problem> obstacles = new ArrayList<>();
  private boolean podsReplaced;

  Findings(Reconciliation reconciliation) {
    writer = reconciliation.writer();
    serialization = reconciliation.client().getKubernetesSerialization();
  }

  void add(Problem problem) {
    obstacles.add(problem);
  }

  void add(HasMetadata object, Action action) {
    objects.add(new PlannedObject(object.getKind(), object.getMetadata().getName(), action, null));
  }

  <R extends HasMetadata> void rehearse(Optional<R> actual, R desired) {
    rehearse(actual, desired, desired);
  }

  /**
   * Sees what would become of an object.
   *
   * @param first what would be applied first on the way to {@code desired}
   */
  <R extends HasMetadata> void rehearse(Optional<R> actual, R desired, R first) {
    if (actual.filter(present -> writer.matches(present, desired)).isPresent()) {
      return;
    }
    try {
      R outcome = writer.rehearse(first);
      if (actual.isEmpty()) {
        add(desired, Action.Create);
      } else {
        FieldDiff.between(map(actual.orElseThrow()), map(outcome))
            .ifPresent(fields -> change(desired, fields));
      }
    } catch (KubernetesClientException e) {
      add(Conflicts.in(e, desired).orElseThrow(() -> e));
    }
  }

  private void change(HasMetadata object, PlannedFields fields) {
    podsReplaced |=
        Stream.of(fields.added(), fields.changed(), fields.removed())
            .flatMap(List::stream)
            .anyMatch(path -> path.startsWith(TEMPLATE));
    objects.add(
        new PlannedObject(
            object.getKind(),
            object.getMetadata().getName(),
            Action.Change,
            new PlannedFields(
                Bounded.of(fields.added(), MOST_FIELDS),
                Bounded.of(fields.changed(), MOST_FIELDS),
                Bounded.of(fields.removed(), MOST_FIELDS))));
  }

  /** What the status tells of it; what becomes of the pods is no more than whether. */
  PlanStatus status(String basis) {
    return new PlanStatus(
        basis,
        Bounded.of(
            objects, MOST_OBJECTS, more -> new PlannedObject("Service", more, Action.Change, null)),
        new PlannedRollout(podsReplaced, true, 0, null),
        List.of(),
        obstacles(obstacles));
  }

  /** Problems as the status tells them. */
  static List<Obstacle> obstacles(List<Problem> problems) {
    return Bounded.of(
        problems.stream().map(Obstacle::of).toList(),
        MOST_OBSTACLES,
        more -> new Obstacle(problems.getLast().reason().name(), more, "mend these first"));
  }

  private Map<?, ?> map(HasMetadata object) {
    return serialization.convertValue(object, Map.class);
  }
}
