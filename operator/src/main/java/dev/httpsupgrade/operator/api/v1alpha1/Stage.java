package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/** How far an upgrade goes. */
public enum Stage {
  /** Nothing is changed; what {@link #Observe} would change is told in the status. */
  Plan,
  /** HTTPS is on, and plain HTTP works as before. */
  Observe;

  /** The stage of that name; a stage of a newer version is no reason to change anything. */
  @JsonCreator
  static Stage named(String name) {
    return Arrays.stream(values())
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElse(Plan);
  }
}
