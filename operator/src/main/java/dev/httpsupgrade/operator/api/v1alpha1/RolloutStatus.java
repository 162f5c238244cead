package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a rollout, so that what failed once is not tried again unchanged, whatever
 * becomes of the operator.
 *
 * @param attempt the same for the same resource, sidecar and pod template of the owner's
 * @param progress absent while nothing is waited for by the clock
 * @param message why it failed, in the failing pod's words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutStatus(
    String attempt, State state, @Nullable Progress progress, @Nullable String message) {

  /** What became of it. */
  public enum State {
    InProgress,
    Complete,
    Failed
  }

  /**
   * How far it got, and when it got there.
   *
   * @param wanted the pods that were wanted then
   * @param reached new pods and available ones, added up
   * @param since RFC 3339, in UTC
   */
  public record Progress(int wanted, int reached, String since) {}

  /** Whether it is about that attempt, and failed. */
  public boolean failed(String attempt) {
    return state == State.Failed && this.attempt.equals(attempt);
  }
}
