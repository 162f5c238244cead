package dev.httpsupgrade.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

final class ConflictsTest {

  private static final Service SHOP =
      new ServiceBuilder().withNewMetadata().withName("shop").endMetadata().build();

  @Test
  void fieldsOfOthersAreNamedWithTheirManagers() {
    var e =
        new KubernetesClientException(
            "conflict",
            409,
            new StatusBuilder()
                .withNewDetails()
                .addNewCause(
                    ".spec.ports[0].name", "conflict with \"helm\"", "FieldManagerConflict")
                .addNewCause(
                    ".spec.ports[1].name", "conflict with \"argo\"", "FieldManagerConflict")
                .addNewCause("x", "something else", "FieldValueInvalid")
                .endDetails()
                .build());

    assertThat(Conflicts.in(e, SHOP))
        .contains(
            new Problem(
                Reason.Conflict,
                "Service shop",
                "fields that the upgrade needs are owned by somebody else: .spec.ports[0].name (conflict with \"helm\"), .spec.ports[1].name (conflict with \"argo\"); remove them there"));
  }

  @Test
  void aWebhookWithoutDryRunsIsToldAsWhatCannotBeForeseen() {
    var e =
        new KubernetesClientException(
            "admission webhook \"a.example\" does not support dry run", 400, null);

    assertThat(Conflicts.in(e, SHOP).orElseThrow().message())
        .startsWith("nobody can say beforehand")
        .endsWith("admission webhook \"a.example\" does not support dry run");
  }

  @Test
  void aConflictOfVersionsIsNotAUsersMistake() {
    var e =
        new KubernetesClientException(
            "the object has been modified",
            409,
            new StatusBuilder().withNewDetails().endDetails().build());

    assertThat(Conflicts.in(e, SHOP)).isEmpty();
  }

  @Test
  void whatAPolicyRefusesIsToldInItsWords() {
    var status = new StatusBuilder().withMessage("images must come from our registry").build();

    assertThat(Conflicts.in(new KubernetesClientException("forbidden", 403, status), SHOP))
        .contains(
            new Problem(
                Reason.ChangeRefused,
                "Service shop",
                "the API server refuses what the upgrade needs: images must come from our registry"));
  }

  @Test
  void aFaultOfTheWorldIsNotAProblemOfTheUser() {
    assertThat(Conflicts.in(new KubernetesClientException("no connection"), SHOP)).isEmpty();
    assertThat(
            Conflicts.in(
                new KubernetesClientException("overloaded", 503, new StatusBuilder().build()),
                SHOP))
        .isEmpty();
  }
}
