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
 * @param removals how often somebody else took the sidecar out; absent: never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutStatus(
    String attempt,
    State state,
    @Nullable Progress progress,
    @Nullable String message,
    @Nullable Integer removals) {

  /** What became of it. */
  public enum State {
    InProgress,
    Complete,
    Failed,
    Removed
  }

  /**
   * How far it got, and when it got there.
   *
   * @param wanted the pods that were wanted then
   * @param reached new pods and available ones, added up
   * @param since RFC 3339, in UTC
   */
  public record Progress(int wanted, int reached, String since) {}

  /** The same attempt, begun anew. */
  public RolloutStatus begun() {
    return become(State.InProgress, null, null);
  }

  /** The same attempt, further on. */
  public RolloutStatus become(State state, @Nullable Progress progress, @Nullable String message) {
    return new RolloutStatus(attempt, state, progress, message, removals);
  }

  /** Somebody took the sidecar out, once more. */
  public RolloutStatus removed() {
    int before = removals == null ? 0 : removals;
    return new RolloutStatus(attempt, State.Removed, null, null, before + 1);
  }

  /** Whether it is about that attempt, and failed. */
  public boolean failed(String attempt) {
    return state == State.Failed && this.attempt.equals(attempt);
  }
}
