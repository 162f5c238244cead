package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import java.util.List;
import java.util.Optional;

/**
 * How far the Services are.
 *
 * @param services names of those that have the HTTPS port, or still something of it
 * @param complete whether all have it, and no other has it any more
 * @param problem what stands in the way
 */
public record Exposed(List<String> services, boolean complete, Optional<Problem> problem) {
  public Exposed {
    services = List.copyOf(services);
  }
}
