package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an upgrade has in common with others of its namespace, where only one can have its way. */
public final class Rivals {

  private static final Comparator<HttpsUpgrade> AGE =
      Comparator.<HttpsUpgrade, String>comparing(
              upgrade -> upgrade.getMetadata().getCreationTimestamp())
          .thenComparing(upgrade -> upgrade.getMetadata().getName());

  private Rivals() {}

  /**
   * As far as others have, or want, the same.
   *
   * @param all the upgrades of the namespace
   * @param objects whatever else is there
   * @param updatesBefore how many workloads, of all namespaces, are updated before this one
   */
  public static Snapshot.Neighbours of(
      HttpsUpgrade upgrade,
      Collection<HttpsUpgrade> all,
      List<HasMetadata> objects,
      int updatesBefore) {
    List<HttpsUpgrade> others =
        all.stream().filter(other -> !nameOf(other).equals(nameOf(upgrade))).toList();
    return new Snapshot.Neighbours(
        others.stream()
            .filter(other -> other.getSpec().targetRef().equals(upgrade.getSpec().targetRef()))
            .filter(other -> AGE.compare(other, upgrade) < 0)
            .min(AGE)
            .map(Rivals::nameOf),
        services(upgrade, others),
        objects,
        updatesBefore);
  }

  /** Whoever has a Service keeps it; of two that have it, the older one. */
  private static Map<String, String> services(HttpsUpgrade upgrade, List<HttpsUpgrade> others) {
    List<String> own = servicesOf(upgrade);
    return others.stream()
        .sorted(AGE.reversed())
        .flatMap(other ->
            servicesOf(other).stream()
                .filter(service -> !own.contains(service) || AGE.compare(other, upgrade) < 0)
                .map(service -> Map.entry(service, nameOf(other))))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (young, old) -> old));
  }

  private static String nameOf(HttpsUpgrade upgrade) {
    return upgrade.getMetadata().getName();
  }

  private static List<String> servicesOf(HttpsUpgrade upgrade) {
    return Optional.ofNullable(upgrade.getStatus())
        .map(status -> status.services())
        .orElse(List.of());
  }
}
