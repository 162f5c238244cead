package dev.httpsupgrade.operator.apply;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.Action;
import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedObject;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What really became of objects, told as a plan tells it beforehand. */
public final class RealChanges {

  private RealChanges() {}

  /** The changes from {@code before} to {@code after}, by kind and name. */
  public static Map<String, PlannedObject> between(
      List<? extends HasMetadata> before, List<? extends HasMetadata> after) {
    Map<String, HasMetadata> former = byName(before);
    Map<String, HasMetadata> latter = byName(after);
    var names = new TreeSet<>(former.keySet());
    names.addAll(latter.keySet());
    var changes = new ArrayList<PlannedObject>();
    for (String name : names) {
      HasMetadata was = former.get(name);
      HasMetadata is = latter.get(name);
      if (was == null && is != null) {
        changes.add(planned(is, Action.Create));
      } else if (was != null && is == null) {
        changes.add(planned(was, Action.Delete));
      } else if (was != null && is != null) {
        FieldDiff.between(map(was), map(is))
            .map(fields ->
                new PlannedObject(is.getKind(), is.getMetadata().getName(), Action.Change, fields))
            .ifPresent(changes::add);
      }
    }
    return byName(changes, change -> change.kind() + " " + change.name());
  }

  /** Everything that an upgrade may write in the namespace that {@code client} is bound to. */
  public static List<HasMetadata> objects(NamespacedKubernetesClient client) {
    return Stream.<List<? extends HasMetadata>>of(
            client.apps().deployments().list().getItems(),
            client.apps().statefulSets().list().getItems(),
            client.apps().daemonSets().list().getItems(),
            client.services().list().getItems(),
            client.secrets().list().getItems(),
            client.configMaps().list().getItems(),
            client.network().v1().networkPolicies().list().getItems())
        .<HasMetadata>flatMap(List::stream)
        .toList();
  }

  private static PlannedObject planned(HasMetadata object, Action action) {
    return new PlannedObject(object.getKind(), object.getMetadata().getName(), action, null);
  }

  private static Map<String, HasMetadata> byName(List<? extends HasMetadata> objects) {
    return byName(objects, object -> object.getKind() + " " + object.getMetadata().getName());
  }

  /** In an order that doesn't depend on the objects'. */
  public static <T> Map<String, T> byName(List<? extends T> all, Function<T, String> name) {
    var byName = new TreeMap<String, T>();
    all.forEach(one -> byName.put(name.apply(one), one));
    return byName;
  }

  private static Map<?, ?> map(HasMetadata object) {
    return GoldenCase.YAML.convertValue(object, Map.class);
  }
}
