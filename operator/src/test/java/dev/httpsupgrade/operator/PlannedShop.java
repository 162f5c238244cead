package dev.httpsupgrade.operator;

import static dev.httpsupgrade.operator.Shop.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.apply.RealChanges;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A shop whose upgrade is planned first. */
final class PlannedShop {

  private final Shop shop;
  private final NamespacedKubernetesClient client;

  PlannedShop(ControlPlane controlPlane, Shop shop) {
    this.shop = shop;
    client =
        controlPlane.client().adapt(NamespacedKubernetesClient.class).inNamespace(shop.namespace);
  }

  /** The objects of the files, without pods and in stage Plan. */
  void create(GoldenCase golden) {
    for (HasMetadata object : golden.objects().values()) {
      var copy =
          GoldenCase.YAML.unmarshal(
              GoldenCase.YAML.asJson(object), GenericKubernetesResource.class);
      copy.getMetadata().setNamespace(shop.namespace);
      copy.getMetadata().setUid(null);
      copy.getMetadata().setCreationTimestamp(null);
      switch (object) {
        case HttpsUpgrade upgrade -> {
          copy.getMetadata().setLabels(Map.of(RunningOperator.MINE, "true"));
          set(copy, "stage", "Plan");
        }
        case Deployment deployment -> set(copy, "replicas", 0);
        case StatefulSet statefulSet -> set(copy, "replicas", 0);
        default -> {}
      }
      client.resource(copy).create();
      if (object instanceof ResourceQuota quota) {
        countNothing(quota, copy);
      }
    }
  }

  /** As the controller of quotas would, without which the API server refuses what they count. */
  private void countNothing(ResourceQuota quota, GenericKubernetesResource created) {
    Map<String, Quantity> hard = quota.getSpec().getHard();
    created.setAdditionalProperty(
        "status",
        new ResourceQuotaStatusBuilder()
            .withHard(hard)
            .withUsed(
                hard.keySet().stream()
                    .collect(Collectors.toMap(Function.identity(), name -> new Quantity("0"))))
            .build());
    client.resource(created).subresource("status").patch();
  }

  private static void set(GenericKubernetesResource object, String field, Object value) {
    var spec = new LinkedHashMap<String, Object>(object.<Map<String, Object>>get("spec"));
    spec.put(field, value);
    object.setAdditionalProperty("spec", spec);
  }

  HttpsUpgradeStatus awaitPlanned(String name) {
    return shop.awaitStatus(
        name, status -> assertThat(condition(status, "Ready")).startsWith("False Planned: "));
  }

  /** Sets the stage to Observe. */
  void observe(String name) {
    client
        .resources(HttpsUpgrade.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"stage\":\"Observe\"}}");
  }

  /** Everything that an upgrade may write. */
  List<HasMetadata> objects() {
    return RealChanges.objects(client);
  }
}
