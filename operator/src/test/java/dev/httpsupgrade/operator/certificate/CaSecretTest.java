package dev.httpsupgrade.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.CaRotation.Step;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CaSecretTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CaRotation ROTATION =
      new CaRotation(new Issuer(new SecureRandom()), CaLife.DEFAULT);

  @Test
  void whatIsWrittenIsReadInEachPhaseAndNothingOfTheLastOneStays() {
    CaState ca = ROTATION.first(NOW);
    Secret secret = CaSecret.empty("https-upgrade-system");
    for (Step step : List.of(Step.WAIT, Step.PUBLISH, Step.SWITCH, Step.CONVERGE, Step.DROP)) {
      ca = ROTATION.take(step, ca, NOW);
      secret = CaSecret.write(ca, secret);

      assertThat(CaSecret.read(secret)).as("after %s", step).isEqualTo(ca);
      assertThat(Chains.in(secret, "ca.crt")).isEqualTo(ca.trust());
    }
    assertThat(secret.getData()).containsOnlyKeys("ca.crt", "tls.crt", "tls.key", "root.key");
    assertThat(secret.getMetadata().getAnnotations()).isEmpty();
  }

  @Test
  void aCertificateOfAnOlderOperatorIsItsOwnRootAndHasNoBridge() {
    TlsPair old = new Issuer(new SecureRandom()).root("old", NOW, Duration.ofDays(10));
    CaState known = CaState.of(new CaGeneration(old, Optional.empty()));
    Secret secret = CaSecret.write(known, CaSecret.empty("https-upgrade-system"));
    assertThat(secret.getData()).containsOnlyKeys("ca.crt", "tls.crt", "tls.key");

    CaState ca = CaSecret.read(secret);

    assertThat(ca).isEqualTo(known);
    CaState published = ROTATION.take(Step.PUBLISH, ca, NOW);
    CaState switched = ROTATION.take(Step.SWITCH, published, NOW);
    assertThat(switched.former())
        .hasValueSatisfying(former -> {
          assertThat(former.root()).isEqualTo(old.leaf());
          assertThat(former.bridge()).as("a bridge without the root's key").isEmpty();
        });
    assertThat(switched.trust()).hasSize(2).contains(old.leaf());
  }

  @Test
  void theNextGenerationIsAskedForOnce() {
    CaState ca = ROTATION.first(NOW);
    Secret asked =
        new SecretBuilder(CaSecret.write(ca, CaSecret.empty("https-upgrade-system")))
            .editMetadata()
            .addToAnnotations(Names.RENEW, "today")
            .addToAnnotations("team", "platform")
            .endMetadata()
            .build();

    assertThat(CaSecret.isAskedToRenew(asked)).isTrue();
    Secret published = CaSecret.write(ROTATION.take(Step.PUBLISH, ca, NOW), asked);
    assertThat(CaSecret.isAskedToRenew(published)).isFalse();
    assertThat(published.getMetadata().getAnnotations()).containsOnlyKeys("team");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-01T00:00:00Z, 2026-02-01T00:00:00Z, WAIT",
    "2025-12-31T23:59:59Z, 2025-12-31T23:59:59Z, DROP",
    "soon, , CONVERGE",
  })
  void anAdministratorMayDecideWhenTheFormerRootIsDropped(
      String written, @Nullable Instant read, Step due) {
    CaState ca = ROTATION.first(NOW);
    for (Step step : List.of(Step.PUBLISH, Step.SWITCH, Step.CONVERGE)) {
      ca = ROTATION.take(step, ca, NOW);
    }
    Secret secret = CaSecret.write(ca, CaSecret.empty("https-upgrade-system"));
    secret.getMetadata().getAnnotations().put("httpsupgrade.dev/former-trusted-until", written);

    CaState changed = CaSecret.read(secret);

    assertThat(changed.former().flatMap(CaState.Former::trustedUntil))
        .isEqualTo(Optional.ofNullable(read));
    assertThat(ROTATION.due(changed, false, () -> true, NOW)).isEqualTo(due);
  }

  @Test
  void garbageIsNoCa() {
    assertThatThrownBy(() -> CaSecret.read(CaSecret.empty("https-upgrade-system")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Secret https-upgrade-system/https-upgrade-ca: tls.crt and tls.key")
        .hasMessageContaining("restore it from a backup, or delete it");
  }
}
