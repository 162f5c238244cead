package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.TlsSpec;
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

  static TlsConfig of(TlsSpec spec) {
    return new TlsConfig(
        Names.DIRECTORY, version(spec), List.of(), algorithms(spec), ClientAuth.NONE);
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
}
