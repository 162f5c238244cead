package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Init containers of the user's own, several ports, a headless Service, several Services. */
@ClusterTest
@Order(40)
final class WorkloadShapesE2E {

  private static final List<String> SERVICES = List.of("shop", "shop-only-web", "shop-headless");

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private ClientPod client;
  private Originals originals;

  WorkloadShapesE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
  }

  @BeforeAll
  void upgradeTheShop() {
    namespace.create("shapes.yaml");
    client = namespace.startClient("client");
    workload.awaitRolledOut();
    originals = namespace.originals().with("apps/v1", "Deployment", "shop");
    SERVICES.forEach(service -> originals.with("v1", "Service", service));
    namespace.create("shapes-upgrade.yaml");
    shop.awaitReady();
  }

  @Test
  @Order(1)
  void theUsersInitContainerIsKeptAndTheSidecarStandsBeforeIt() {
    assertThat(workload.template().getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly(Workload.SIDECAR, "prepare");
    assertThat(workload.pods())
        .singleElement()
        .satisfies(pod ->
            assertThat(pod.getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly(Workload.SIDECAR, "prepare"));
  }

  @ParameterizedTest
  @Order(2)
  @CsvSource({
    "shop, 443, /web/get",
    "shop, 444, /api/get",
    "shop-only-web, 443, /web/get",
    "shop-headless, 8443, /web/get"
  })
  void everyServiceLeadsToItsPortsOverHttps(String service, int port, String path) {
    Answer answer =
        client.fetch(
            "https://%s:%d%s".formatted(namespace.host(service), port, path), "--ca", shop.ca());

    assertThat(answer.error()).isEmpty();
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @Order(2)
  @CsvSource({
    "shop, 80, /web/get",
    "shop, 81, /api/get",
    "shop-only-web, 8000, /web/get",
    "shop-headless, 8080, /web/get"
  })
  void everyPlainPortWorksAsBefore(String service, int port, String path) {
    Answer answer = client.fetch("http://%s:%d%s".formatted(namespace.host(service), port, path));

    assertThat(answer.error()).isEmpty();
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  @Order(3)
  void theStatusNamesPortsAndServices() {
    assertThat(shop.status().path("services"))
        .extracting(service -> service.asText())
        .containsExactlyInAnyOrderElementsOf(SERVICES);
    assertThat(shop.status().path("ports"))
        .extracting(port -> port.path("name").asText() + " " + port.path("appPort").asInt())
        .containsExactlyInAnyOrder("web-tls 8080", "api-tls 8081");
  }

  @Test
  @Order(4)
  void removalRestoresEverythingFieldForField() {
    // When
    shop.delete();
    shop.awaitGone();

    // Then
    assertThat(originals.differences()).isEmpty();
  }
}
