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

/** Turns the API server's refusal to take somebody else's field into a problem that names both. */
final class Conflicts {

  private static final String CAUSE = "FieldManagerConflict";

  private Conflicts() {}

  /** The problem, if {@code e} says that fields of {@code object} are owned by others. */
  static Optional<Problem> in(KubernetesClientException e, HasMetadata object) {
    if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
        || e.getStatus() == null
        || e.getStatus().getDetails() == null) {
      return Optional.empty();
    }
    List<StatusCause> causes =
        e.getStatus().getDetails().getCauses().stream()
            .filter(cause -> CAUSE.equals(cause.getReason()))
            .toList();
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
            "%s %s".formatted(object.getKind(), object.getMetadata().getName()),
            "fields that the upgrade needs are owned by somebody else: %s; remove them there"
                .formatted(fields)));
  }
}
