package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the certificate comes from: exactly one of the sources is there.
 *
 * @param duration validity of a certificate that the operator issues, such as {@code 2160h}, which
 *     is the default; 10m to 8784h
 * @param renewBefore how long before its expiry it is renewed: a duration of at least 5m and less
 *     than its validity, or a share of its life, 10% to 90%; default: a third of its life
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateSpec(
    @Nullable @Pattern(GoDuration.FORMAT) String duration,
    @Nullable @Pattern(Lifetime.RENEW_BEFORE) String renewBefore,
    @Nullable PrivateKeySpec privateKey,
    @Nullable OperatorCA operatorCA,
    @Nullable FromCa ca,
    @Nullable FromSecret secret) {

  static final CertificateSpec DEFAULT =
      new CertificateSpec(null, null, null, new OperatorCA(), null, null);

  /** One of the sources. */
  public sealed interface Source permits OperatorCA, FromCa, FromSecret {

    /** The source in short, as status tells it. */
    String description();

    /** Name of the Secret that it names, in the namespace of the upgrade. */
    default Optional<String> namedSecret() {
      return Optional.empty();
    }
  }

  /** The source that was chosen. */
  public Source source() {
    if (secret != null) {
      return secret;
    }
    return ca != null ? ca : new OperatorCA();
  }

  /** What key a certificate of that spec gets. */
  public PrivateKeySpec key() {
    return privateKey == null ? PrivateKeySpec.DEFAULT : privateKey;
  }

  /** How long a certificate of that spec is valid, and when it is renewed. */
  public Lifetime lifetime() {
    return new Lifetime(duration == null ? Lifetime.DURATION : duration, renewBefore);
  }

  /** Issued by the operator's own CA. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OperatorCA() implements Source {

    @Override
    public String description() {
      return "operatorCA";
    }
  }

  /**
   * Issued by a CA whose certificate and key are in a Secret of type {@code kubernetes.io/tls}.
   *
   * @param secretName name of the Secret, in the namespace of the upgrade
   */
  public record FromCa(@Required String secretName) implements Source {

    @Override
    public String description() {
      return "ca/" + secretName;
    }

    @Override
    public Optional<String> namedSecret() {
      return Optional.of(secretName);
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

    @Override
    public Optional<String> namedSecret() {
      return Optional.of(name);
    }
  }
}
