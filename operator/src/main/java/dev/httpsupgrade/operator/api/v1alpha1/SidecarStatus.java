package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sidecar that was last seen serving in every pod: what a rollout that fails goes back to.
 *
 * @param image its image
 * @param asked stands for what users asked of it: another one is another sidecar
 * @param template what it adds to the pod template, as JSON
 * @param update the newer one that waits; absent: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SidecarStatus(
    String image, String asked, String template, @Nullable UpdateStatus update) {

  /** The same, for which that one waits. */
  public SidecarStatus with(Optional<UpdateStatus> waiting) {
    return new SidecarStatus(image, asked, template, waiting.orElse(null));
  }
}
