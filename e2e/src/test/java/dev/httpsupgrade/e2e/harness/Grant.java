package dev.httpsupgrade.e2e.harness;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The smallest part of a role: one verb on one resource.
 *
 * @param role where it stands, for messages
 * @param namespace where it holds; null is everywhere
 * @param name the one object that it is about; null is any
 */
public record Grant(
    String role,
    @Nullable String namespace,
    String apiGroup,
    String resource,
    @Nullable String name,
    String verb) {

  /** Everything that roles bound to a service account permit, taken apart. */
  public static List<Grant> of(KubernetesClient client, String namespace, String serviceAccount) {
    var grants = new ArrayList<Grant>();
    for (var binding : client.rbac().clusterRoleBindings().list().getItems()) {
      if (binding.getSubjects().stream().anyMatch(s -> is(s, namespace, serviceAccount))) {
        add(grants, client, binding.getRoleRef(), null);
      }
    }
    for (var binding : client.rbac().roleBindings().inAnyNamespace().list().getItems()) {
      if (binding.getSubjects().stream().anyMatch(s -> is(s, namespace, serviceAccount))) {
        add(grants, client, binding.getRoleRef(), binding.getMetadata().getNamespace());
      }
    }
    return grants;
  }

  /** Whether a request needed it; an apply that makes an object needs two verbs. */
  public boolean isNeededFor(AuditEntry request) {
    return (namespace == null || namespace.equals(request.namespace()))
        && apiGroup.equals(request.apiGroup())
        && resource.equals(request.resource())
        && (name == null || name.equals(request.name()))
        && (verb.equals(request.verb()) || (verb.equals("create") && request.created()));
  }

  private static boolean is(Subject subject, String namespace, String serviceAccount) {
    return subject.getKind().equals("ServiceAccount")
        && subject.getName().equals(serviceAccount)
        && namespace.equals(subject.getNamespace());
  }

  private static void add(
      List<Grant> grants, KubernetesClient client, RoleRef role, @Nullable String namespace) {
    boolean clusterRole = role.getKind().equals("ClusterRole");
    List<PolicyRule> rules =
        clusterRole
            ? client.rbac().clusterRoles().withName(role.getName()).get().getRules()
            : client
                .rbac()
                .roles()
                .inNamespace(namespace)
                .withName(role.getName())
                .get()
                .getRules();
    rules.forEach(rule -> add(grants, role.getKind() + " " + role.getName(), namespace, rule));
  }

  private static void add(
      List<Grant> grants, String role, @Nullable String namespace, PolicyRule rule) {
    var names = new ArrayList<@Nullable String>(rule.getResourceNames());
    if (names.isEmpty()) {
      names.add(null);
    }
    for (String group : rule.getApiGroups()) {
      for (String resource : rule.getResources()) {
        for (String name : names) {
          for (String verb : rule.getVerbs()) {
            grants.add(new Grant(role, namespace, group, resource, name, verb));
          }
        }
      }
    }
  }
}
