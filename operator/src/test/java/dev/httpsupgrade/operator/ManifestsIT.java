package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import dev.httpsupgrade.operator.plan.PlanResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that users are given to apply, on the real API server. */
@ExtendWith(ControlPlane.Extension.class)
final class ManifestsIT {

  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final PatchContext STRICT_DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("test")
          .withForce(true)
          .withFieldValidation("Strict")
          .withDryRun(List.of("All"))
          .build();

  private final ControlPlane controlPlane;

  ManifestsIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  static List<Path> manifests() throws IOException {
    return Stream.concat(files(EXAMPLES, ".yaml").stream(), files(DEPLOY, ".yaml").stream())
        .filter(file -> !file.endsWith("kustomization.yaml"))
        .toList();
  }

  static List<Path> examplesWithAnApp() throws IOException {
    return files(EXAMPLES, "app.yaml").stream().map(Path::getParent).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manifests")
  void everyManifestIsAcceptedWithoutAnUnknownField(Path file) throws IOException {
    for (HasMetadata object : controlPlane.load(file)) {
      if (object instanceof Namespace) {
        controlPlane.namespace(object.getMetadata().getName());
      }
      Optional.ofNullable(object.getMetadata().getNamespace()).ifPresent(controlPlane::namespace);
      assertThatCode(() ->
              controlPlane
                  .client()
                  .resource(object)
                  .inNamespace(
                      Optional.ofNullable(object.getMetadata().getNamespace())
                          .orElse(GoldenCase.SETTINGS.namespace()))
                  .patch(STRICT_DRY_RUN))
          .as("%s %s", object.getKind(), object.getMetadata().getName())
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examplesWithAnApp")
  void everyExampleCanBeUpgraded(Path folder) throws IOException {
    var objects = new HashMap<String, HasMetadata>();
    for (Path file : files(folder, ".yaml")) {
      for (HasMetadata object : controlPlane.load(file)) {
        if (object instanceof HttpsUpgrade) {
          objects.put("in-upgrade.yaml", object);
        } else {
          objects.put(object.getKind() + object.getMetadata().getName(), object);
        }
      }
    }

    assertThat(new GoldenCase(folder, objects).plan()).isInstanceOf(PlanResult.Planned.class);
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }
}
