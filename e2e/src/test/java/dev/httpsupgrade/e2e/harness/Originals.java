package dev.httpsupgrade.e2e.harness;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Several objects as they were at some time. */
public final class Originals {

  private final TestNamespace namespace;
  private final Map<Key, Original> originals = new TreeMap<>();

  private record Key(String apiVersion, String kind, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }
  }

  Originals(TestNamespace namespace) {
    this.namespace = namespace;
  }

  /** Remembers an object as it is now. */
  public Originals with(String apiVersion, String kind, String name) {
    originals.put(new Key(apiVersion, kind, name), namespace.original(apiVersion, kind, name));
    return this;
  }

  /** Every field that is different now. */
  public List<String> differences() {
    return originals.entrySet().stream()
        .flatMap(entry -> {
          Key key = entry.getKey();
          Original now = namespace.original(key.apiVersion(), key.kind(), key.name());
          return entry.getValue().differencesTo(now).stream();
        })
        .toList();
  }
}
