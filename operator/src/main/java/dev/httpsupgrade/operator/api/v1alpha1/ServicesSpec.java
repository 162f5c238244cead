package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import java.util.Arrays;
import java.util.List;

/**
 * The Services that lead to the workload.
 *
 * @param names empty: every Service that selects the target
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServicesSpec(List<String> names, @Default("None") Takeover takeover) {

  static final ServicesSpec DEFAULT = new ServicesSpec(List.of(), Takeover.None);

  public ServicesSpec {
    names = names == null ? List.of() : List.copyOf(names);
    takeover = takeover == null ? Takeover.None : takeover;
  }

  /** Which plain ports lead through the sidecar. */
  public enum Takeover {
    /** None: they lead to the app, as before. */
    None,
    /** Those whose {@code targetPort} belongs to no field manager. */
    Unowned,
    /** Those, too, whose {@code targetPort} belongs to a field manager: it is taken from it. */
    Force,
    /**
     * The same as with Force, but the field stays its owner's: an admission policy writes another
     * value into it, at each write of the Service.
     */
    Admission;

    /** The one of that name; one of a newer version is no reason to take anything. */
    @JsonCreator
    static Takeover named(String name) {
      return Arrays.stream(values())
          .filter(takeover -> takeover.name().equals(name))
          .findFirst()
          .orElse(None);
    }
  }
}
