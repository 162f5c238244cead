package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.IntOrString;

/** One port of the app that is to be served as HTTPS. */
public record PortSpec(
    @Required @Pattern("^[a-z0-9](-?[a-z0-9])*$") String name,
    @Required IntOrString appPort,
    @JsonProperty @Default("8443") @Min(1024) @Max(65535) Integer securePort,
    @JsonProperty @Default("443") @Min(1) @Max(65535) Integer servicePort) {

  public static final int DEFAULT_SECURE_PORT = 8443;
  public static final int DEFAULT_SERVICE_PORT = 443;

  public PortSpec {
    securePort = securePort == null ? DEFAULT_SECURE_PORT : securePort;
    servicePort = servicePort == null ? DEFAULT_SERVICE_PORT : servicePort;
  }
}
