package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.ClientAuthSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.TlsSpec;
import dev.httpsupgrade.operator.certificate.ClientTrust;
import dev.httpsupgrade.sidecar.config.CipherSuite;
import dev.httpsupgrade.sidecar.config.ClientAuth;
import dev.httpsupgrade.sidecar.config.NamedGroup;
import dev.httpsupgrade.sidecar.config.TlsAlgorithms;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import dev.httpsupgrade.sidecar.config.TlsVersion;
import java.util.List;

/** {@code spec.tls} as the sidecar is told. */
final class SidecarTls {

  private SidecarTls() {}

  static TlsConfig of(TlsSpec spec, ClientTrust trust) {
    return new TlsConfig(
        Names.DIRECTORY,
        version(spec),
        List.of(),
        algorithms(spec),
        clientAuth(spec.clientAuth(), trust));
  }

  private static TlsVersion version(TlsSpec spec) {
    return switch (spec.minVersion()) {
      case TLS_1_2 -> TlsVersion.TLS_1_2;
      case TLS_1_3 -> TlsVersion.TLS_1_3;
    };
  }

  private static TlsAlgorithms algorithms(TlsSpec spec) {
    List<CipherSuite> cipherSuites =
        spec.cipherSuites().isEmpty() ? TlsAlgorithms.DEFAULT.cipherSuites() : spec.cipherSuites();
    List<NamedGroup> groups =
        spec.groups().isEmpty() ? TlsAlgorithms.DEFAULT.groups() : spec.groups();
    return new TlsAlgorithms(cipherSuites, groups);
  }

  /** Nobody is let in by a trust that can't be used: such a plan is rejected. */
  private static ClientAuth clientAuth(ClientAuthSpec spec, ClientTrust trust) {
    return trust instanceof ClientTrust.Usable usable
        ? new ClientAuth(mode(spec), Names.DIRECTORY, usable.revision())
        : ClientAuth.NONE;
  }

  private static ClientAuth.Mode mode(ClientAuthSpec spec) {
    return switch (spec.mode()) {
      case NONE -> ClientAuth.Mode.NONE;
      case OPTIONAL -> ClientAuth.Mode.OPTIONAL;
      case REQUIRED -> ClientAuth.Mode.REQUIRED;
    };
  }
}
