package dev.httpsupgrade.operator.api.v1alpha1;

/** How the sidecar gets into the pods. */
public enum InjectionMode {
  /** The operator writes it into the workload's pod template. */
  Workload,
  /** The template names it by a label, and an admission policy puts it into new pods. */
  Admission
}
