package dev.httpsupgrade.operator.api.v1alpha1;

/**
 * A mistake that a user can mend.
 *
 * @param field path of the field to look at, such as {@code spec.ports[0].appPort}
 * @param message what is wrong and the way out, a sentence without the field
 */
public record Problem(Reason reason, String field, String message) {

  /** The sentence that a person reads in the condition. */
  public String text() {
    return field + ": " + message;
  }
}
