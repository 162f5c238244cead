package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** One resource is all that a user writes. */
@ClusterTest
@Order(10)
final class UpgradeE2E {

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private ClientPod client;

  UpgradeE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
  }

  @BeforeAll
  void upgradeTheShop() {
    namespace.create("shop.yaml");
    client = namespace.startClient("client");
    namespace.create("shop-upgrade.yaml");
    shop.awaitReady();
  }

  @Test
  void theServiceAnswersOverHttpsWithACertificateForItsName() {
    // When
    Answer answer = client.fetch("https://" + namespace.host("shop") + "/get", "--ca", shop.ca());

    // Then
    assertThat(answer.error()).isEmpty();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.protocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void plainHttpWorksAsBefore() {
    // When
    Answer answer = client.fetch("http://" + namespace.host("shop") + "/get");

    // Then
    assertThat(answer.error()).isEmpty();
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void everyPodServesTheCertificateThatTheStatusNames() {
    assertThat(workload.podAddresses())
        .hasSize(2)
        .allSatisfy(address -> {
          Answer answer =
              client.fetch(
                  "https://" + namespace.host("shop") + "/get",
                  "--ca",
                  shop.ca(),
                  "--connect",
                  address + ":8443");
          assertThat(answer.error()).isEmpty();
          assertThat(answer.serialNumber()).isEqualTo(shop.serialNumber());
        });
    JsonNode pods = shop.status().path("pods");
    assertThat(List.of(pods.path("total"), pods.path("injected"), pods.path("serving")))
        .allSatisfy(count -> assertThat(count.asInt()).isEqualTo(2));
    assertThat(pods.path("notAfter")).isEqualTo(shop.status().at("/certificate/notAfter"));
    assertThat(shop.status().at("/certificate/rotation/completionTime").asText()).isNotEmpty();
  }

  @Test
  void theListOfUpgradesSaysWhereItStands() {
    assertThat(namespace.kubectl("get", "hu", "shop", "--no-headers"))
        .matches("(?s)shop +shop +Observe +True +\\S+ +20\\S+Z +\\S+\\s*");
  }

  @Test
  void thePodsRunInANamespaceThatEnforcesPodSecurityRestricted() {
    assertThat(
            namespace
                .cluster()
                .client()
                .namespaces()
                .withName(namespace.name())
                .get()
                .getMetadata()
                .getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    assertThat(workload.pods())
        .hasSize(2)
        .allSatisfy(pod -> {
          assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
          assertThat(sidecar(pod).getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        });
  }

  @Test
  void whatTheOperatorMadeBelongsToTheUpgrade() {
    Secret secret = namespace.client().secrets().withName(shop.ownedName()).get();
    List<ConfigMap> configMaps =
        namespace
            .client()
            .configMaps()
            .withLabel("httpsupgrade.dev/upgrade", "shop")
            .list()
            .getItems();

    assertThat(secret.getType()).isEqualTo("kubernetes.io/tls");
    assertThat(configMaps).isNotEmpty();
    assertThat(Stream.concat(Stream.of(secret), configMaps.stream()))
        .allSatisfy(object -> {
          assertThat(object.getMetadata().getLabels())
              .containsEntry("httpsupgrade.dev/upgrade", "shop");
          assertThat(object.getMetadata().getOwnerReferences())
              .singleElement()
              .satisfies(
                  owner -> assertThat(owner.getUid()).isEqualTo(shop.get().getMetadata().getUid()));
        });
  }

  private static Container sidecar(Pod pod) {
    Container first = pod.getSpec().getInitContainers().getFirst();
    assertThat(first.getName()).isEqualTo(Workload.SIDECAR);
    return first;
  }
}
