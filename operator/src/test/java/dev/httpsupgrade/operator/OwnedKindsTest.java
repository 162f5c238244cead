package dev.httpsupgrade.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.gather.OwnedKind;
import dev.httpsupgrade.operator.gather.OwnedKinds;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the operator does with each kind is what {@code deploy/} lets it do, no less and no more.
 */
final class OwnedKindsTest {

  private static final Path RBAC = Path.of("..", "deploy", "base", "rbac.yaml");
  private static final String OPERATOR = "https-upgrade-operator";

  /** Of kinds that not every cluster has, and for which there are no classes. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "gateway.networking.k8s.io",
          "monitoring.coreos.com",
          "autoscaling.k8s.io",
          "argoproj.io");

  @Test
  void theRoleInTheNamespacesOfUsersIsAboutThem() throws IOException {
    assertThat(granted(role(ClusterRole.class).getRules())).isEqualTo(needed(OwnedKinds.ALL_KINDS));
  }

  @Test
  void theRoleInTheOperatorsOwnNamespaceIsAboutWhatItHasAtHome() throws IOException {
    assertThat(granted(role(Role.class).getRules())).isEqualTo(needed(OwnedKinds.AT_HOME));
  }

  private static <R extends HasMetadata> R role(Class<R> kind) throws IOException {
    return Stream.of(Files.readString(RBAC).split("\n---\n"))
        .map(document -> GoldenCase.YAML.<HasMetadata>unmarshal(document))
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(role -> role.getMetadata().getName().equals(OPERATOR))
        .findFirst()
        .orElseThrow();
  }

  private static Collection<String> needed(List<OwnedKind<?>> kinds) {
    return lines(
        kinds.stream()
            .flatMap(kind ->
                kind.verbs().stream().map(verb -> line(kind.apiGroup(), kind.resource(), verb))));
  }

  private static Collection<String> granted(List<PolicyRule> rules) {
    return lines(
        rules.stream()
            .filter(rule -> !OPTIONAL.containsAll(rule.getApiGroups()))
            .flatMap(rule ->
                rule.getApiGroups().stream()
                    .flatMap(group ->
                        rule.getResources().stream()
                            .flatMap(resource ->
                                rule.getVerbs().stream()
                                    .map(verb -> line(group, resource, verb))))));
  }

  private static Collection<String> lines(Stream<String> lines) {
    return lines.collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }

  private static String line(String group, String resource, String verb) {
    return "%s/%s %s".formatted(group, resource, verb);
  }
}
