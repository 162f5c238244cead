package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.httpsupgrade.sidecar.config.CipherSuite;
import dev.httpsupgrade.sidecar.config.NamedGroup;
import io.fabric8.generator.annotation.Default;
import java.util.List;

/**
 * How TLS is spoken to clients.
 *
 * @param cipherSuites those of TLS 1.2; empty: the sidecar's default
 * @param groups for the key exchange; empty: the sidecar's default
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TlsSpec(
    @Default("\"1.2\"") MinVersion minVersion,
    List<CipherSuite> cipherSuites,
    List<NamedGroup> groups,
    ClientAuthSpec clientAuth) {

  static final TlsSpec DEFAULT =
      new TlsSpec(MinVersion.TLS_1_2, List.of(), List.of(), ClientAuthSpec.NONE);

  public TlsSpec {
    minVersion = minVersion == null ? MinVersion.TLS_1_2 : minVersion;
    cipherSuites = cipherSuites == null ? List.of() : List.copyOf(cipherSuites);
    groups = groups == null ? List.of() : List.copyOf(groups);
    clientAuth = clientAuth == null ? ClientAuthSpec.NONE : clientAuth;
  }

  /** The oldest protocol version that is accepted. */
  public enum MinVersion {
    @JsonProperty("1.2")
    TLS_1_2,
    @JsonProperty("1.3")
    TLS_1_3
  }
}
