package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the upgrade stands; every field is described in the CRD. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpsUpgradeStatus(
    @Nullable Long observedGeneration,
    @Nullable String nextAction,
    List<PortStatus> ports,
    List<String> services,
    @Nullable CertificateStatus certificate,
    @Nullable PodsStatus pods,
    @Nullable RolloutStatus rollout,
    @Nullable SidecarStatus sidecar,
    @Nullable PlanStatus plan,
    List<Condition> conditions,
    List<Notice> notices) {

  /** The status of a resource that was never looked at. */
  public static final HttpsUpgradeStatus NONE =
      new HttpsUpgradeStatus(
          null, null, List.of(), List.of(), null, null, null, null, null, List.of(), List.of());

  public HttpsUpgradeStatus {
    ports = ports == null ? List.of() : List.copyOf(ports);
    services = services == null ? List.of() : List.copyOf(services);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    notices = notices == null ? List.of() : List.copyOf(notices);
  }

  /** The condition of that type, if it was ever set. */
  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  /**
   * How a certificate came to the pods; times are RFC 3339, in UTC.
   *
   * @param startTime when it was written into the Secret that they mount
   * @param completionTime when every pod was first seen serving it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RotationStatus(String startTime, @Nullable String completionTime) {}

  /**
   * The operator's CA; times are RFC 3339, in UTC.
   *
   * @param fingerprint SHA-256 of the root's DER encoding, lower-case hex
   * @param renewalTime when its replacement begins
   * @param phase absent while it is not being replaced
   * @param formerTrustedUntil absent unless {@code phase} is {@link CaPhase#Overlapping}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CaStatus(
      String fingerprint,
      String notAfter,
      String renewalTime,
      @Nullable CaPhase phase,
      @Nullable String formerTrustedUntil) {}

  /** One port that is upgraded. */
  public record PortStatus(String name, int appPort, int securePort, int servicePort) {}

  /**
   * The certificate that the pods are to serve; times are RFC 3339, in UTC.
   *
   * @param ca absent unless the operator's CA issued it
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record CertificateStatus(
      String source,
      String serialNumber,
      String fingerprint,
      String notBefore,
      String notAfter,
      @Nullable String renewalTime,
      List<String> dnsNames,
      @Nullable RotationStatus rotation,
      @Nullable CaStatus ca) {

    public CertificateStatus {
      dnsNames = dnsNames == null ? List.of() : List.copyOf(dnsNames);
    }
  }

  /** Something beside the workload that is worth knowing. */
  public record Notice(String kind, String name, String reason, String message) {}

  /**
   * The pods.
   *
   * @param notAfter when the first certificate expires that one was seen serving, RFC 3339, in UTC
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PodsStatus(int total, int injected, int serving, @Nullable String notAfter) {}
}
