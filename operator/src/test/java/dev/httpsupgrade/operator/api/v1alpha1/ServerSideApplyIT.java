package dev.httpsupgrade.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A manifest that gets shorter and is applied again, as from Git. */
// Before the tests that start an operator, which would act on these objects.
@Order(1)
@ExtendWith(ControlPlane.Extension.class)
final class ServerSideApplyIT {

  private final ControlPlane controlPlane;
  private final String namespace;

  ServerSideApplyIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    namespace = controlPlane.newNamespace();
  }

  static List<String> valid() {
    return CrdExamples.files("valid-");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void whatIsNoLongerGivenIsAsIfItHadNeverBeen(String file) {
    for (List<String> path : objectsIn(parse(file).get("spec"))) {
      GenericKubernetesResource fewer = parse(file);
      remove(fewer, path);
      if (!canBeCreated(fewer)) {
        continue;
      }
      Map<String, Object> fresh = resource(fewer).dryRun().create().get("spec");
      applied(parse(file));

      GenericKubernetesResource left = applied(fewer);

      assertThat(left.<Map<String, Object>>get("spec")).as("without %s", path).isEqualTo(fresh);
      resource(fewer).delete();
    }
  }

  /** The paths of the objects within another one, itself not among them. */
  private static List<List<String>> objectsIn(Map<String, Object> object) {
    var paths = new ArrayList<List<String>>();
    object.forEach((key, value) -> {
      if (value instanceof Map<?, ?>) {
        paths.add(List.of(key));
        for (List<String> below : objectsIn(asObject(value))) {
          var path = new ArrayList<>(List.of(key));
          path.addAll(below);
          paths.add(path);
        }
      }
    });
    return paths;
  }

  private static void remove(GenericKubernetesResource resource, List<String> path) {
    var parentPath = new ArrayList<Object>(List.of("spec"));
    parentPath.addAll(path.subList(0, path.size() - 1));
    Map<String, Object> parent = Objects.requireNonNull(resource.get(parentPath.toArray()));
    parent.remove(path.getLast());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asObject(Object value) {
    return (Map<String, Object>) value;
  }

  private boolean canBeCreated(GenericKubernetesResource upgrade) {
    try {
      resource(upgrade).dryRun().create();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private GenericKubernetesResource applied(GenericKubernetesResource upgrade) {
    return resource(upgrade).fieldManager("gitops").serverSideApply();
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource upgrade) {
    return controlPlane.client().resource(upgrade);
  }

  private GenericKubernetesResource parse(String file) {
    var upgrade =
        GoldenCase.YAML.unmarshal(CrdExamples.text(file), GenericKubernetesResource.class);
    upgrade.getMetadata().setNamespace(namespace);
    return upgrade;
  }
}
