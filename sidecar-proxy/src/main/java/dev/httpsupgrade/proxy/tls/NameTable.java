package dev.httpsupgrade.proxy.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates can be served for a name (RFC 9525 §6.3): those that have the name itself,
 * then those that have it with {@code *} in place of its first label. ECDSA stands before RSA, as
 * it costs a tenth. For no name, and for one that no certificate has, there are the default one and
 * whichever others have all of its names.
 *
 * @param <T> a certificate
 */
final class NameTable<T> {

  private final Map<String, List<T>> byName;
  private final List<T> fallback;
  private final boolean alwaysFallback;

  private NameTable(Map<String, List<T>> byName, List<T> fallback) {
    this.byName = byName;
    this.fallback = fallback;
    this.alwaysFallback = byName.values().stream().allMatch(fallback::equals);
  }

  /**
   * Puts certificates in order.
   *
   * @param first the default one, null if there is none
   * @param more the others, most wanted first
   */
  static <T> NameTable<T> of(
      @Nullable T first, List<T> more, Function<T, ServerCertificate> certificate) {
    var all = new ArrayList<T>();
    if (first != null) {
      all.add(first);
    }
    all.addAll(more);
    Comparator<T> ecdsaFirst = Comparator.comparing(each -> !certificate.apply(each).isEcdsa());
    all.sort(ecdsaFirst);
    var names = new HashMap<T, Set<String>>();
    all.forEach(each -> names.put(each, new TreeSet<>(certificate.apply(each).dnsNames())));
    var byName = new HashMap<String, List<T>>();
    for (T each : all) {
      for (String name : ofNullable(names, each)) {
        byName.computeIfAbsent(name, _ -> candidates(name, all, names));
      }
    }
    return new NameTable<>(byName, first == null ? List.of() : fallback(first, all, names, byName));
  }

  /** The certificates for a name that a client asks for, most wanted first. */
  List<T> choose(@Nullable String serverName) {
    if (serverName == null) {
      return fallback;
    }
    String name = serverName.toLowerCase(Locale.ROOT);
    List<T> found = byName.get(name);
    if (found == null) {
      found = byName.get(wildcard(name));
    }
    return found == null ? fallback : found;
  }

  /** Whether the name that a client asks for makes no difference. */
  boolean alwaysFallback() {
    return alwaysFallback;
  }

  boolean isEmpty() {
    return byName.isEmpty() && fallback.isEmpty();
  }

  private static <T> List<T> candidates(String name, List<T> all, Map<T, Set<String>> names) {
    var found = new LinkedHashSet<T>();
    for (String form : List.of(name, wildcard(name))) {
      for (T each : all) {
        if (ofNullable(names, each).contains(form)) {
          found.add(each);
        }
      }
    }
    return List.copyOf(found);
  }

  private static <T> List<T> fallback(
      T first, List<T> all, Map<T, Set<String>> names, Map<String, List<T>> byName) {
    Set<String> wanted = ofNullable(names, first);
    return all.stream()
        .filter(each ->
            each.equals(first)
                || (!wanted.isEmpty()
                    && wanted.stream()
                        .allMatch(name -> byName.getOrDefault(name, List.of()).contains(each))))
        .toList();
  }

  private static <T> Set<String> ofNullable(Map<T, Set<String>> names, T each) {
    return names.getOrDefault(each, Set.of());
  }

  /** {@code *.example.com} for {@code shop.example.com}; never matches by more than one label. */
  private static String wildcard(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 ? name : "*" + name.substring(dot);
  }
}
