package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns the API server's refusal of a change to somebody's object into a problem. */
final class Conflicts {

  private static final String CAUSE = "FieldManagerConflict";

  /** What is said for a webhook that takes no part in dry runs. */
  private static final String NO_DRY_RUN = "does not support dry run";

  private static final int UNPROCESSABLE = 422;

  private Conflicts() {}

  /** The problem, if {@code e} says that the change is unwelcome and not just impossible now. */
  static Optional<Problem> in(KubernetesClientException e, HasMetadata object) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT
        ? ownedByOthers(e, object)
        : refusal(e).map(why -> refused(why, object));
  }

  /** The fields that others own. */
  static List<String> fields(KubernetesClientException e) {
    return causes(e).stream().map(StatusCause::getField).toList();
  }

  /** What the API server has against a change that is possible, but unwelcome. */
  static Optional<String> refusal(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
          Optional.of(
              String.valueOf(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
      default -> Optional.empty();
    };
  }

  private static Problem refused(String why, HasMetadata object) {
    return new Problem(
        Reason.ChangeRefused,
        name(object),
        (why.contains(NO_DRY_RUN)
                ? "nobody can say beforehand what becomes of it, which need not hold up stage Observe: %s"
                : "the API server refuses what the upgrade needs: %s")
            .formatted(why));
  }

  private static Optional<Problem> ownedByOthers(KubernetesClientException e, HasMetadata object) {
    List<StatusCause> causes = causes(e);
    if (causes.isEmpty()) {
      return Optional.empty();
    }
    String fields =
        causes.stream()
            .map(cause -> "%s (%s)".formatted(cause.getField(), cause.getMessage()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        new Problem(
            Reason.Conflict,
            name(object),
            "fields that the upgrade needs are owned by somebody else: %s; remove them there"
                .formatted(fields)));
  }

  private static List<StatusCause> causes(KubernetesClientException e) {
    if (e.getStatus() == null || e.getStatus().getDetails() == null) {
      return List.of();
    }
    return e.getStatus().getDetails().getCauses().stream()
        .filter(cause -> CAUSE.equals(cause.getReason()))
        .toList();
  }

  private static String name(HasMetadata object) {
    return "%s %s".formatted(object.getKind(), object.getMetadata().getName());
  }
}
