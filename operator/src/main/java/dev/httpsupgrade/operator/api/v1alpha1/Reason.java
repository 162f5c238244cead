package dev.httpsupgrade.operator.api.v1alpha1;

/**
 * Why a condition has its status, in one word for programs: the reason of conditions and events,
 * and a row each in {@code docs/reasons.md}.
 */
public enum Reason {
  /** The resource can be acted on. */
  Accepted,
  /** An annotation asks for no changes. */
  Paused,
  /** The workload that targetRef names isn't there. */
  TargetNotFound,
  /** Another, older HttpsUpgrade has the same target. */
  TargetAlreadyUpgraded,
  /** Another controller made the workload, and makes it anew. */
  TargetControlled,
  /** The workload has something that a sidecar can't live with. */
  TargetNotSupported,
  /** The sidecar is to come by admission, which takes a component that isn't installed. */
  AdmissionNotInstalled,
  /** A ResourceQuota or a LimitRange would refuse pods with the sidecar. */
  NoRoom,
  /** A Service that spec.services.names lists isn't there. */
  ServiceNotFound,
  /** There is no time zone of the name that spec.sidecar.update.window gives. */
  TimeZoneUnknown,
  /** No Service selects the pods of the workload. */
  NoMatchingService,
  /** No port of the Services or the app is the one that is asked for. */
  NoMatchingPort,
  /** The Services lead to several app ports, and spec.ports doesn't say which. */
  AmbiguousPorts,
  /** The object that spec.tls.clientAuth.trust names isn't there. */
  ClientTrustNotFound,
  /** The object that spec.tls.clientAuth.trust names doesn't hold usable CAs. */
  ClientTrustInvalid,
  /** A port that the sidecar needs in the pod is used by another container. */
  PortTaken,
  /** The HTTPS port or its name is used by another port of the Service. */
  ServicePortTaken,
  /** The app speaks something else than HTTP/1.x there. */
  ProtocolNotSupported,
  /** Another HttpsUpgrade gives the Service other HTTPS ports. */
  ServiceShared,

  /** The operator's CA issued the certificate. */
  Issued,
  /** The certificate was copied from the Secret that spec.certificate names. */
  Copied,
  /** The Secret that spec.certificate names isn't there. */
  SourceNotFound,
  /** The Secret that spec.certificate names is of another type. */
  SourceOfWrongType,
  /** The source can't be read as a certificate with its key. */
  SourceInvalid,
  /** The key doesn't belong to the certificate. */
  KeyMismatch,
  /** The certificate is expired. */
  CertificateExpired,
  /** The certificate isn't valid yet. */
  CertificateNotYetValid,
  /** There is a Secret of the operator's name that isn't the operator's. */
  SecretConflict,

  /** The workload's pod template has the sidecar. */
  Injected,
  /** Somebody else owns a field that the operator needs. */
  Conflict,
  /** Somebody sets a field back that the operator was told to take. */
  Contested,
  /** The API server, or a policy in it, refuses the change. */
  ChangeRefused,

  /** Every pod of the workload has the sidecar and is available. */
  RolloutComplete,
  /** Pods are being replaced. */
  RolloutInProgress,
  /** New pods didn't become ready within the workload's progress deadline. */
  RolloutFailed,

  /** Somebody took the sidecar out of the template, and again after it was brought back. */
  SidecarRemoved,

  /** Every pod was seen serving the certificate. */
  Served,
  /** Some pods were made without the sidecar that they ask for. */
  SidecarMissing,
  /** Some pods don't serve the certificate yet. */
  WaitingForPods,
  /** The operator can't connect to the pods, so it can't know. */
  OperatorCannotReachPods,

  /** The stage is Plan: what would be changed is told, and nothing is changed. */
  Planned,
  /** The Services are getting their HTTPS port. */
  ExposingServices,
  /** HTTPS is on. */
  Ready,
  /** An earlier step has to come first. */
  Waiting,
  /** The resource was deleted; the Services and the workload are being restored. */
  Restoring,
  /** A deletion was forced, or took too long; what could not be taken back stays. */
  Abandoned
}
