package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;

/** How TLS is spoken to clients. */
public record TlsSpec(@Default("\"1.2\"") MinVersion minVersion) {

  static final TlsSpec DEFAULT = new TlsSpec(MinVersion.TLS_1_2);

  public TlsSpec {
    minVersion = minVersion == null ? MinVersion.TLS_1_2 : minVersion;
  }

  /** The oldest protocol version that is accepted. */
  public enum MinVersion {
    @JsonProperty("1.2")
    TLS_1_2,
    @JsonProperty("1.3")
    TLS_1_3
  }
}
