package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The Services that lead to the workload.
 *
 * @param names empty: every Service that selects the target
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServicesSpec(@JsonProperty List<String> names) {

  static final ServicesSpec DEFAULT = new ServicesSpec(List.of());

  public ServicesSpec {
    names = names == null ? List.of() : List.copyOf(names);
  }
}
