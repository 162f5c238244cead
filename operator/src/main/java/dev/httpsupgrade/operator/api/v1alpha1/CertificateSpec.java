package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the certificate comes from: exactly one of the components is there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateSpec(@Nullable OperatorCA operatorCA, @Nullable FromSecret secret) {

  static final CertificateSpec DEFAULT =
      new CertificateSpec(new OperatorCA(OperatorCA.DURATION, OperatorCA.RENEW_BEFORE), null);

  /** One of the sources. */
  public sealed interface Source permits OperatorCA, FromSecret {

    /** The source in short, as status tells it. */
    String description();
  }

  /** The source that was chosen. */
  public Source source() {
    if (secret != null) {
      return secret;
    }
    return operatorCA != null
        ? operatorCA
        : new OperatorCA(OperatorCA.DURATION, OperatorCA.RENEW_BEFORE);
  }

  /**
   * Issued by the operator's own CA.
   *
   * @param duration validity of a certificate, such as {@code 2160h}; 10m to 8784h
   * @param renewBefore how long before its expiry it is renewed; at least 5m, less than duration
   */
  public record OperatorCA(
      @JsonProperty @Default(DURATION) @Pattern(GoDuration.FORMAT) String duration,
      @JsonProperty @Default(RENEW_BEFORE) @Pattern(GoDuration.FORMAT) String renewBefore)
      implements Source {

    static final String DURATION = "2160h";
    static final String RENEW_BEFORE = "720h";

    public OperatorCA {
      duration = duration == null ? DURATION : duration;
      renewBefore = renewBefore == null ? RENEW_BEFORE : renewBefore;
    }

    @Override
    public String description() {
      return "operatorCA";
    }

    /** {@link #duration} as a value. */
    public Duration validity() {
      return GoDuration.parse(duration);
    }

    /** {@link #renewBefore} as a value. */
    public Duration renewal() {
      return GoDuration.parse(renewBefore);
    }
  }

  /**
   * Copied from a Secret of type {@code kubernetes.io/tls} that somebody else keeps up to date.
   *
   * @param name name of the Secret, in the namespace of the upgrade
   */
  public record FromSecret(@Required String name) implements Source {

    @Override
    public String description() {
      return "secret/" + name;
    }
  }
}
