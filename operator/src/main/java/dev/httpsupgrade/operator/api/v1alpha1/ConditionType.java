package dev.httpsupgrade.operator.api.v1alpha1;

/** The steps of an upgrade, in order; each is a condition in the status. */
public enum ConditionType {
  /** The resource makes sense for the workload as it is. */
  Accepted,
  /** The source gives a usable certificate. */
  CertificateReady,
  /** The workload's pod template has the sidecar. */
  Injected,
  /** All pods are made from that template. */
  RolloutComplete,
  /** All pods serve the certificate. */
  Served,
  /** All of it, and the Services have the HTTPS port. */
  Ready,
  /** A rollout failed and was taken back; there only while that is so. */
  Degraded
}
