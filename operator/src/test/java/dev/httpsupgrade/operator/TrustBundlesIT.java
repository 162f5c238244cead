package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.certificate.CaLife;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.operator.certificate.TestAuthorities;
import dev.httpsupgrade.operator.certificate.TrustBundles;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where what clients are to trust is published, and where not, with the operator's own rights. */
@ExtendWith(ControlPlane.Extension.class)
final class TrustBundlesIT {

  private final KubernetesClient client;
  private final KubernetesClient operator;
  private final String home;
  private final String asking;
  private final String silent;

  TrustBundlesIT(ControlPlane controlPlane) {
    client = controlPlane.client();
    operator = controlPlane.clientOfTheOperator("trust-bundles");
    home = controlPlane.newHome();
    asking = controlPlane.newNamespace();
    silent = controlPlane.newNamespace();
  }

  @BeforeEach
  void aNamespaceAsks() {
    label(asking, "\"true\"");
  }

  @AfterEach
  void nobodyAsksAnyMore() {
    label(asking, "null");
    operator.close();
  }

  @Test
  void itIsWhereItIsAskedForAndNowhereElse() {
    publish();

    assertThat(published(asking)).isEqualTo(Map.of("ca.crt", trust()));
    assertThat(bundle(silent).get()).isNull();
  }

  @Test
  void allThatIsTrustedIsInItWhenTheCaChanges() {
    publish();
    String before = trust();
    authority().delete();
    client.resource(TestAuthorities.published(home, CaLife.DEFAULT, Instant.now())).create();

    publish();

    assertThat(published(asking)).isEqualTo(Map.of("ca.crt", trust()));
    assertThat(trust().split("BEGIN CERTIFICATE", -1)).hasSize(3);
    assertThat(trust()).doesNotContain(before);
  }

  @Test
  void whatSomebodyAddsStaysAndWhatSomebodySpoilsComesBack() {
    publish();
    bundle(asking)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"data\": {\"ca.crt\": \"spoilt\", \"vendor.crt\": \"theirs\"}}");

    publish();

    assertThat(published(asking)).isEqualTo(Map.of("ca.crt", trust(), "vendor.crt", "theirs"));
  }

  @Test
  void itGoesWhenNobodyAsksAnyMore() {
    publish();
    label(asking, "\"false\"");

    publish();

    assertThat(bundle(asking).get()).isNull();
  }

  @Test
  void aForeignConfigMapIsLeftAlone() {
    ConfigMap foreign =
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(asking)
                    .withName(TrustBundles.NAME)
                    .endMetadata()
                    .addToData("ca.crt", "theirs")
                    .build())
            .create();
    label(silent, "\"true\"");

    publish();

    assertThat(bundle(asking).get().getMetadata().getResourceVersion())
        .isEqualTo(foreign.getMetadata().getResourceVersion());
    assertThat(published(silent)).as("that of the others").containsKey("ca.crt");
    label(silent, "null");
  }

  @Test
  void atRestNothingIsWritten() {
    publish();
    String version = bundle(asking).get().getMetadata().getResourceVersion();

    publish();

    assertThat(bundle(asking).get().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void theClusterTrustBundleHoldsTheSame() {
    publish();

    var bundles = client.genericKubernetesResources("certificates.k8s.io/v1", "ClusterTrustBundle");
    assertThat(bundles.withName(TrustBundles.NAME).get().<String>get("spec", "trustBundle"))
        .isEqualTo(trust());
  }

  @Test
  void anOperatorForSomeNamespacesPublishesInThoseAlone() {
    label(silent, "\"true\"");

    new TrustBundles(operator, anAuthority(), Set.of(silent)).publish();

    assertThat(published(silent)).isEqualTo(Map.of("ca.crt", trust()));
    assertThat(bundle(asking).get()).isNull();
    label(silent, "null");
  }

  private void publish() {
    new TrustBundles(operator, anAuthority(), Set.of()).publish();
  }

  private OperatorAuthority anAuthority() {
    return new OperatorAuthority(
        operator, home, CaLife.DEFAULT, Clock.systemUTC(), new SecureRandom());
  }

  private Resource<Secret> authority() {
    return client.secrets().inNamespace(home).withName("https-upgrade-ca");
  }

  private String trust() {
    return new String(
        Base64.getDecoder().decode(authority().get().getData().get("ca.crt")),
        StandardCharsets.UTF_8);
  }

  private Map<String, String> published(String namespace) {
    return bundle(namespace).get().getData();
  }

  private Resource<ConfigMap> bundle(String namespace) {
    return client.configMaps().inNamespace(namespace).withName(TrustBundles.NAME);
  }

  private void label(String namespace, String json) {
    client
        .namespaces()
        .withName(namespace)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"labels\": {\"%s\": %s}}}".formatted(TrustBundles.LABEL, json));
  }
}
