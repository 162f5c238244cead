package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * What to upgrade, and how; every field is described in the CRD.
 *
 * @param ports empty: inferred from the Services
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpsUpgradeSpec(
    @Required TargetRef targetRef,
    @Default("Observe") Stage stage,
    @Default("Workload") InjectionMode injection,
    List<PortSpec> ports,
    ServicesSpec services,
    CertificateSpec certificate,
    TlsSpec tls,
    HttpSpec http,
    LimitsSpec limits,
    SidecarSpec sidecar,
    RolloutSpec rollout) {

  public HttpsUpgradeSpec {
    stage = stage == null ? Stage.Observe : stage;
    injection = injection == null ? InjectionMode.Workload : injection;
    ports = ports == null ? List.of() : List.copyOf(ports);
    services = services == null ? ServicesSpec.DEFAULT : services;
    certificate = certificate == null ? CertificateSpec.DEFAULT : certificate;
    tls = tls == null ? TlsSpec.DEFAULT : tls;
    http = http == null ? HttpSpec.DEFAULT : http;
    limits = limits == null ? LimitsSpec.DEFAULT : limits;
    sidecar = sidecar == null ? SidecarSpec.DEFAULT : sidecar;
    rollout = rollout == null ? RolloutSpec.DEFAULT : rollout;
  }
}
