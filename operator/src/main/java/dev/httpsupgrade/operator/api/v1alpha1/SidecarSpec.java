package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The container that is added to the pods. */
public record SidecarSpec(@Default("info") Level logLevel, Resources resources, Update update) {

  static final SidecarSpec DEFAULT =
      new SidecarSpec(Level.INFO, new Resources(Map.of(), Map.of()), new Update(null, null));

  public SidecarSpec {
    logLevel = logLevel == null ? Level.INFO : logLevel;
    resources = resources == null ? new Resources(Map.of(), Map.of()) : resources;
    update = update == null ? new Update(null, null) : update;
  }

  /**
   * When a newer sidecar comes.
   *
   * @param policy absent: the operator's own
   * @param window there if the policy is that
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Update(@Nullable UpdatePolicy policy, @Nullable UpdateWindow window) {}

  /** How much the sidecar logs. */
  public enum Level {
    @JsonProperty("debug")
    DEBUG,
    @JsonProperty("info")
    INFO,
    @JsonProperty("warn")
    WARN,
    @JsonProperty("error")
    ERROR
  }

  /**
   * What is reserved and what must not be exceeded, by resource name ({@code cpu}, {@code memory}).
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Resources(Map<String, Quantity> requests, Map<String, Quantity> limits) {

    public Resources {
      requests = requests == null ? Map.of() : Map.copyOf(requests);
      limits = limits == null ? Map.of() : Map.copyOf(limits);
    }
  }
}
