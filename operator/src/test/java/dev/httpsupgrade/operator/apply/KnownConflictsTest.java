package dev.httpsupgrade.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.Test;

final class KnownConflictsTest {

  private static final Problem CONFLICT = new Problem(Reason.Conflict, "Service shop", "helm's");

  private final KnownConflicts conflicts = new KnownConflicts();

  @Test
  void theSameApplyMeetsTheSameConflict() {
    conflicts.met(present("uid", "7"), wanted("https"), CONFLICT);

    assertThat(conflicts.of(present("uid", "7"), wanted("https"))).contains(CONFLICT);
  }

  @Test
  void anotherVersionAnotherWishAndAnotherObjectMayMeetNone() {
    conflicts.met(present("uid", "7"), wanted("https"), CONFLICT);

    assertThat(conflicts.of(present("uid", "8"), wanted("https"))).isEmpty();
    assertThat(conflicts.of(present("uid", "7"), wanted("tls"))).isEmpty();
    assertThat(conflicts.of(present("other", "7"), wanted("https"))).isEmpty();
  }

  @Test
  void whatAPolicyRefusesIsTriedAgain() {
    var refusal = new Problem(Reason.ChangeRefused, "Service shop", "a policy says no");

    conflicts.met(present("uid", "7"), wanted("https"), refusal);

    assertThat(conflicts.of(present("uid", "7"), wanted("https"))).isEmpty();
  }

  private static Service present(String uid, String resourceVersion) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("shop")
        .withUid(uid)
        .withResourceVersion(resourceVersion)
        .endMetadata()
        .build();
  }

  private static Service wanted(String portName) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("shop")
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withName(portName)
        .withPort(443)
        .endPort()
        .endSpec()
        .build();
  }
}
