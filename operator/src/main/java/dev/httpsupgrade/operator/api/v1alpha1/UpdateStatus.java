package dev.httpsupgrade.operator.api.v1alpha1;

/**
 * A newer sidecar that is there for a workload, and waits.
 *
 * @param image its image
 * @param reason an {@link UpdateReason}
 * @param message what it waits for, in a sentence
 * @param since when it began to wait for that; RFC 3339, in UTC
 */
public record UpdateStatus(String image, String reason, String message, String since) {

  /** Whether it is still the same that is waited for. */
  public boolean isFor(String otherImage, String otherReason) {
    return image.equals(otherImage) && reason.equals(otherReason);
  }
}
