package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What key a certificate gets that the operator issues.
 *
 * @param size in bits: 256 or 384 for ECDSA, 2048, 3072 or 4096 for RSA; absent: the smallest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PrivateKeySpec(@Default("ECDSA") Algorithm algorithm, @Nullable Integer size) {

  public static final PrivateKeySpec DEFAULT = new PrivateKeySpec(Algorithm.ECDSA, null);

  public PrivateKeySpec {
    algorithm = algorithm == null ? Algorithm.ECDSA : algorithm;
  }

  /** Kinds of keys. */
  public enum Algorithm {
    ECDSA(256),
    RSA(2048);

    private final int smallest;

    Algorithm(int smallest) {
      this.smallest = smallest;
    }

    /** The one of that name; for one of a newer version, the default. */
    @JsonCreator
    static Algorithm named(String name) {
      return Arrays.stream(values())
          .filter(algorithm -> algorithm.name().equals(name))
          .findFirst()
          .orElse(ECDSA);
    }
  }

  /** What {@link #inShort} makes. */
  public static PrivateKeySpec of(String inShort) {
    String[] parts = inShort.split("-", 2);
    return new PrivateKeySpec(Algorithm.named(parts[0]), Integer.valueOf(parts[1]));
  }

  /** {@link #size}, or what it is by default. */
  public int bits() {
    return size == null ? algorithm.smallest : size;
  }

  /** Such as {@code RSA-2048}. */
  public String inShort() {
    return "%s-%d".formatted(algorithm, bits());
  }
}
