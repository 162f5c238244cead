package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The conflicts that were met: as long as neither the object nor what is wanted of it has changed,
 * another apply would only meet the same one again.
 *
 * <p>A refusal is none of them: the policy behind it can change unseen, so it is tried again.
 */
final class KnownConflicts {

  /** Conflicts are rare; beyond that all are met anew. */
  private static final int MOST = 1000;

  private final ConcurrentMap<String, Known> byUid = new ConcurrentHashMap<>();

  private record Known(String resourceVersion, Object wish, Problem problem) {}

  /**
   * The conflict that an apply to {@code actual} would meet again.
   *
   * @param wish equal for the same apply
   */
  Optional<Problem> of(HasMetadata actual, Object wish) {
    return Optional.ofNullable(byUid.get(actual.getMetadata().getUid()))
        .filter(known -> known.resourceVersion().equals(actual.getMetadata().getResourceVersion()))
        .filter(known -> known.wish().equals(wish))
        .map(Known::problem);
  }

  /** Keeps what came of an apply to {@code actual}. */
  void met(HasMetadata actual, Object wish, Problem problem) {
    if (problem.reason() != Reason.Conflict) {
      return;
    }
    if (byUid.size() >= MOST) {
      byUid.clear();
    }
    byUid.put(
        actual.getMetadata().getUid(),
        new Known(actual.getMetadata().getResourceVersion(), wish, problem));
  }
}
