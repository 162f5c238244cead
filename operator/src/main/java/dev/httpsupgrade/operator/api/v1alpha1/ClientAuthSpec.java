package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Required;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients show a certificate.
 *
 * @param trust whose certificates are accepted; there unless mode is {@code None}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientAuthSpec(@Required Mode mode, @Nullable Trust trust) {

  static final ClientAuthSpec NONE = new ClientAuthSpec(Mode.NONE, null);

  /** What is asked of clients. */
  public enum Mode {
    @JsonProperty("None")
    NONE,
    @JsonProperty("Optional")
    OPTIONAL,
    @JsonProperty("Required")
    REQUIRED
  }

  /** Where the trusted CAs come from: exactly one of the components is there. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Trust(@Nullable InConfigMap configMap, @Nullable InSecret secret) {}

  /** An object of the upgrade's namespace that holds the trusted CAs. */
  public sealed interface Source permits InConfigMap, InSecret {

    String name();

    /** Path of the field that names it. */
    String field();

    /** The object in short, as problems tell it. */
    String description();
  }

  /** A ConfigMap of that name. */
  public record InConfigMap(@Required String name) implements Source {

    @Override
    public String field() {
      return "spec.tls.clientAuth.trust.configMap.name";
    }

    @Override
    public String description() {
      return "ConfigMap " + name;
    }
  }

  /** A Secret of that name, of whatever type. */
  public record InSecret(@Required String name) implements Source {

    @Override
    public String field() {
      return "spec.tls.clientAuth.trust.secret.name";
    }

    @Override
    public String description() {
      return "Secret " + name;
    }
  }

  /** Where the trusted CAs come from; absent if none are needed. */
  public Optional<Source> source() {
    if (mode == Mode.NONE || trust == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(trust.configMap() != null ? trust.configMap() : trust.secret());
  }
}
