package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files on the real API server, before an operator runs there and acts on them. */
@Order(1)
@ExtendWith(ControlPlane.Extension.class)
final class GoldenInputsIT {

  private static final String SOURCE_OF_UPGRADED = "unnamed-port-and-init-containers";
  private static final String UPGRADED = "already-upgraded";

  private final ControlPlane controlPlane;
  private final Map<String, HasMetadata> present = new HashMap<>();

  GoldenInputsIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  static List<GoldenCase> cases() {
    return GoldenCase.all().stream()
        .filter(golden -> golden.objects().values().stream().noneMatch(GoldenInputsIT::isStored))
        .toList();
  }

  private static boolean isStored(HasMetadata object) {
    return object.getMetadata().getResourceVersion() != null;
  }

  @BeforeEach
  void makeTheNamespace() {
    controlPlane.namespace("shop");
  }

  @AfterEach
  void deleteTheObjects() {
    present.values().forEach(object -> controlPlane.client().resource(object).delete());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void inputsAreAcceptedAndPlansAreAppliedAndTakenBack(GoldenCase golden) throws IOException {
    create(golden);
    Map<String, String> before = GoldenOutput.of(golden.plan(this::now));
    assertThat(before)
        .as("stored objects give the same plan")
        .isEqualTo(GoldenOutput.of(golden.plan()));
    if (!(golden.plan() instanceof PlanResult.Planned(Plan plan))) {
      return;
    }
    Map<String, Object> former = specs(golden);

    apply(plan);
    if (golden.toString().equals(SOURCE_OF_UPGRADED)
        && System.getProperty("golden.update") != null) {
      write(golden);
    }

    assertThat(GoldenOutput.of(golden.plan(this::now)))
        .as("upgraded objects give the same plan")
        .isEqualTo(before);
    takeBack(golden, plan);
    assertThat(specs(golden)).as("everything is as before").isEqualTo(former);
  }

  private void create(GoldenCase golden) {
    golden
        .objects()
        .values()
        .forEach(object -> {
          HasMetadata fresh = GoldenCase.YAML.clone(object);
          fresh.getMetadata().setUid(null);
          fresh.getMetadata().setCreationTimestamp(null);
          present.put(key(object), controlPlane.client().resource(fresh).create());
        });
  }

  private void apply(Plan plan) {
    Workload patch = plan.workload().patch();
    if (!plan.workload().follow().isEmpty()) {
      var pod = new PodTemplateSpecBuilder(patch.template()).editSpec();
      plan.workload()
          .follow()
          .forEach(name -> pod.addToInitContainers(new ContainerBuilder().withName(name).build()));
      apply(patch.with(pod.endSpec().build()).object());
    }
    apply(patch.object());
    plan.services().forEach(this::apply);
    plan.around()
        .networkPolicy()
        .ifPresent(policy -> {
          apply(policy);
          present.put(key(policy), policy);
        });
  }

  private void takeBack(GoldenCase golden, Plan plan) {
    apply(
        Workload.named(
                golden.upgrade().getSpec().targetRef(),
                golden.upgrade().getMetadata().getNamespace())
            .object());
    for (Service patch : plan.services()) {
      Service service = new Service();
      service.setMetadata(patch.getMetadata());
      apply(service);
    }
  }

  private void apply(HasMetadata object) {
    controlPlane
        .client()
        .resource(object)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Names.FIELD_MANAGER)
                .withForce(false)
                .build());
  }

  /** The stored object, with the identity that the file has. */
  private HasMetadata now(HasMetadata object) {
    HasMetadata stored = controlPlane.now(object).orElseThrow();
    if (stored instanceof HttpsUpgrade) {
      stored.getMetadata().setUid(object.getMetadata().getUid());
    }
    return stored;
  }

  private Map<String, Object> specs(GoldenCase golden) {
    var specs = new HashMap<String, Object>();
    for (HasMetadata object : golden.objects().values()) {
      switch (now(object)) {
        case Deployment deployment -> specs.put(key(object), deployment.getSpec());
        case StatefulSet statefulSet -> specs.put(key(object), statefulSet.getSpec());
        case DaemonSet daemonSet -> specs.put(key(object), daemonSet.getSpec());
        case Service service -> specs.put(key(object), service.getSpec());
        default -> {}
      }
    }
    return specs;
  }

  private void write(GoldenCase golden) throws IOException {
    Path folder = golden.folder().resolveSibling(UPGRADED);
    Files.createDirectories(folder);
    for (Map.Entry<String, HasMetadata> file : golden.objects().entrySet()) {
      HasMetadata stored = now(file.getValue());
      Files.writeString(folder.resolve(file.getKey()), GoldenCase.YAML.asYaml(stored), UTF_8);
    }
  }

  private static String key(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
