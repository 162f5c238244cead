package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.time.Duration;

/**
 * How the sidecar comes into the pods.
 *
 * @param deadline how long a rollout may take without progress, such as {@code 10m}; 10s to 24h
 */
public record RolloutSpec(
    @JsonProperty @Default(DEADLINE) @Pattern(GoDuration.FORMAT) String deadline) {

  static final String DEADLINE = "10m";
  static final RolloutSpec DEFAULT = new RolloutSpec(DEADLINE);

  public RolloutSpec {
    deadline = deadline == null ? DEADLINE : deadline;
  }

  /** {@link #deadline} as a value. */
  public Duration patience() {
    return GoDuration.parse(deadline);
  }
}
