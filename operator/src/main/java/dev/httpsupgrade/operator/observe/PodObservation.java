package dev.httpsupgrade.operator.observe;

import java.time.Instant;

/** One pod that has the sidecar. */
public record PodObservation(String name, Serving serving) {

  PodObservation leftToTheKubelet() {
    return serving instanceof Serving.SomethingElse(String what, Instant notAfter)
        ? new PodObservation(name, new Serving.SomethingElse(what + LEFT_TO_THE_KUBELET, notAfter))
        : this;
  }

  private static final String LEFT_TO_THE_KUBELET =
      ", which the kubelet replaces within two minutes; it would at once if the operator had the right to patch pods";

  /** What it serves. */
  public sealed interface Serving {

    /** The certificate and the configuration that it should. */
    record AsWanted() implements Serving {}

    /**
     * An older certificate or configuration.
     *
     * @param notAfter when the certificate expires that it serves
     */
    record SomethingElse(String what, Instant notAfter) implements Serving {}

    /** The operator could not connect. */
    record Unreachable(String why) implements Serving {}

    /** The pod isn't ready, so it need not serve yet. */
    record NotReady() implements Serving {}

    /** The pod was made without the sidecar that its template asks for. */
    record SidecarMissing(String prospect) implements Serving {}

    /** The pod is of an older template, with other ports, and is being replaced. */
    record Outdated() implements Serving {}
  }
}
