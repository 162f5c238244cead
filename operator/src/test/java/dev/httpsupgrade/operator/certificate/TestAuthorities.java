package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus.CaStatus;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** CAs as tests need them. */
public final class TestAuthorities {

  private TestAuthorities() {}

  /** The operator's, which isn't being replaced, but will be, ten hours before its end. */
  public static Authority operators(String fingerprint, Instant notAfter, String trust) {
    Instant renewal = notAfter.minus(Duration.ofHours(10));
    return Authority.operators(
        notAfter,
        trust,
        new CaStatus(fingerprint, notAfter.toString(), renewal.toString(), null, null));
  }

  /** One in the Secret shop-ca. */
  static Authority own(String sha256, Instant notAfter, String trust) {
    return new Authority(
        "ca/shop-ca/" + sha256, Optional.of("shop-ca"), notAfter, trust, Optional.empty());
  }

  /** The operator's in its Secret, made at that time and its successor a minute later. */
  public static Secret published(String namespace, CaLife life, Instant when) {
    var rotation = new CaRotation(new Issuer(new SecureRandom()), life);
    CaState ca =
        rotation.take(
            CaRotation.Step.PUBLISH, rotation.first(when), when.plus(Duration.ofMinutes(1)));
    return CaSecret.write(ca, CaSecret.empty(namespace));
  }
}
