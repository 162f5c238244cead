package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A kind of object, and all that the operator does with it.
 *
 * @param subresource with a slash before it; empty for the object itself
 * @param watching which ones it sees at all times
 * @param more verbs of the API beyond those that watching takes
 */
public record OwnedKind<R extends HasMetadata>(
    Class<R> type, String subresource, Watching watching, Set<String> more) {

  /** Which objects of a kind an informer holds. */
  public enum Watching {
    /** None. */
    NONE,
    /** All in the namespaces that the operator is for. */
    ALL,
    /** Those with the label of an upgrade: what it owns, and the pods of its workload. */
    LABELLED
  }

  public OwnedKind {
    more = Set.copyOf(more);
  }

  static <R extends HasMetadata> OwnedKind<R> of(Class<R> type, Watching watching, String... more) {
    return new OwnedKind<>(type, "", watching, Set.of(more));
  }

  /** As roles name it, such as {@code deployments}. */
  public String resource() {
    return HasMetadata.getPlural(type) + subresource;
  }

  /** As roles name it; empty for the core group. */
  public String apiGroup() {
    String group = HasMetadata.getGroup(type);
    return group == null ? "" : group;
  }

  /** All verbs that a role must grant on it, in order. */
  public Set<String> verbs() {
    Stream<String> watch = watching == Watching.NONE ? Stream.empty() : Stream.of("list", "watch");
    return Stream.concat(watch, more.stream()).collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }
}
