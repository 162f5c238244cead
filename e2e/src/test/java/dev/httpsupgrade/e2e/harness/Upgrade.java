package dev.httpsupgrade.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An HttpsUpgrade in the cluster. */
public final class Upgrade {

  public static final String API_VERSION = "httpsupgrade.dev/v1alpha1";
  public static final String KIND = "HttpsUpgrade";

  /** Enough for two pods to be replaced one after the other on a busy machine. */
  private static final Duration ROLLOUT = Duration.ofSeconds(90);

  private final TestNamespace namespace;
  private final String name;

  Upgrade(TestNamespace namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Name of the Secret and the ConfigMap that the operator keeps for it. */
  public String ownedName() {
    return name + "-https-upgrade";
  }

  /** The CA certificate that clients are to trust, as PEM. */
  public String ca() {
    return namespace.secret(ownedName(), "ca.crt");
  }

  public GenericKubernetesResource get() {
    return namespace.get(API_VERSION, KIND, name);
  }

  public boolean exists() {
    return resource().get() != null;
  }

  /** {@code .status}; missing fields read as missing nodes. */
  public JsonNode status() {
    return json().path("status");
  }

  /** The serial number of the certificate that pods are to serve; 0 without one. */
  public BigInteger serialNumber() {
    return new BigInteger("0" + status().at("/certificate/serialNumber").asText(), 16);
  }

  public List<Condition> conditions() {
    var conditions = new ArrayList<Condition>();
    for (JsonNode condition : status().path("conditions")) {
      conditions.add(
          new Condition(
              condition.path("type").asText(),
              condition.path("status").asText(),
              condition.path("reason").asText(),
              condition.path("message").asText()));
    }
    return conditions;
  }

  public Upgrade awaitReady() {
    awaitCondition(ROLLOUT, "Ready", "True", "");
    return this;
  }

  /**
   * Waits until the current spec has led to that condition, and returns it.
   *
   * @param reason empty for any
   */
  public Condition awaitCondition(Duration limit, String type, String status, String reason) {
    Awaits.within(
        limit,
        () -> {
          JsonNode json = json();
          assertThat(json.at("/status/observedGeneration").asLong())
              .as("generation that %s's status is about", name)
              .isEqualTo(json.at("/metadata/generation").asLong());
          assertThat(conditions())
              .as("conditions of %s", name)
              .anyMatch(c ->
                  c.type().equals(type)
                      && c.status().equals(status)
                      && (reason.isEmpty() || c.reason().equals(reason)));
        });
    return condition(type);
  }

  public Condition condition(String type) {
    return conditions().stream().filter(c -> c.type().equals(type)).findFirst().orElseThrow();
  }

  /** Changes the spec by a JSON merge patch. */
  public void patchSpec(String json) {
    resource().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":%s}".formatted(json));
  }

  public void delete() {
    resource().delete();
  }

  public void awaitGone() {
    Awaits.within(ROLLOUT, () -> assertThat(exists()).as("%s is still there", name).isFalse());
  }

  private Resource<GenericKubernetesResource> resource() {
    return namespace.client().genericKubernetesResources(API_VERSION, KIND).withName(name);
  }

  private JsonNode json() {
    return Json.of(get());
  }
}
