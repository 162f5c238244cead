package dev.httpsupgrade.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Shops under load whose owners compare them with their manifests and apply these, again and again.
 * {@code GITOPS_SECONDS} (60) says how long.
 */
public final class GitOpsLoop {

  private static final Duration LENGTH =
      Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("GITOPS_SECONDS", "60")));

  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int RATE = 20;

  private static final String CLIENT_SIDE = "--server-side=false";
  private static final String SERVER_SIDE = "--server-side=true";

  /** How people apply; each has a workload of its own, whose targetPort is a number. */
  public enum Way {
    KUBECTL,
    KUBECTL_SERVER_SIDE,
    HELM,
    HELM_LIKE_VERSION_3;

    public String shop() {
      return "shop-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final TestNamespace namespace;
  private final String upgradeFields;
  private final Map<Way, ClientPod> clients = new EnumMap<>(Way.class);

  /**
   * A loop for the shops of a namespace.
   *
   * @param upgradeFields more fields of the upgrades' spec, as lines of YAML
   */
  public GitOpsLoop(TestNamespace namespace, String upgradeFields) {
    this.namespace = namespace;
    this.upgradeFields = upgradeFields;
  }

  /** A shop's own manifests. */
  public String app(Way way) {
    return namespace.text("shop.yaml").replace("shop", way.shop());
  }

  /** The same, and its upgrade. */
  public String upgraded(Way way) {
    return app(way)
        + "---\n"
        + namespace.text("shop-upgrade.yaml").replace("shop", way.shop())
        + upgradeFields;
  }

  public void apply(Way way, String manifests) {
    switch (way) {
      case KUBECTL -> namespace.kubectlApply(manifests, CLIENT_SIDE);
      case KUBECTL_SERVER_SIDE -> namespace.kubectlApply(manifests, SERVER_SIDE);
      case HELM -> namespace.helm().upgrade(way.shop(), manifests, SERVER_SIDE);
      // Which compares what it applied before, what it applies now and what is there.
      case HELM_LIKE_VERSION_3 -> namespace.helm().upgrade(way.shop(), manifests, CLIENT_SIDE);
    }
  }

  /** Plain HTTP now, and HTTPS as soon as it is there. */
  public void startLoad() {
    for (Way way : Way.values()) {
      namespace.workload(way.shop()).awaitRolledOut();
    }
    for (Way way : Way.values()) {
      String host = namespace.host(way.shop());
      ClientPod client = namespace.startClient("load-" + way.shop());
      client.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
      clients.put(way, client);
    }
  }

  /** Has the upgrades come to their end. */
  public void awaitHttps() {
    clients.forEach((way, client) -> {
      namespace.upgrade(way.shop()).awaitReady();
      namespace.workload(way.shop()).awaitRolledOut();
      client.joinHttps(namespace.upgrade(way.shop()).ca());
    });
  }

  /** Compares and applies; nothing differs, nothing is written by the operator or restarted. */
  public void run() {
    Awaits.within(LIMIT, () -> assertThat(writes(Instant.now().minus(QUIET))).isEmpty());
    Instant since = Instant.now();
    Map<String, Integer> pods = restarts();

    while (Instant.now().isBefore(since.plus(LENGTH))) {
      for (Way way : Way.values()) {
        assertNoDrift(way);
        apply(way, upgraded(way));
      }
      Awaits.observe(PAUSE);
    }

    assertThat(writes(since)).as("mutating requests of the operator").isEmpty();
    assertThat(restarts()).as("pods and their restarts").isEqualTo(pods);
  }

  /** Ends the load. */
  public void assertNothingLost() {
    clients.forEach((way, client) -> {
      LoadReport load = client.stopLoad();
      System.out.printf("%s: %s: %s%n", namespace.name(), way, load.summary());
      assertThat(load.failures()).as("requests lost by %s", way).isEmpty();
      assertThat(load.ok("https new")).as("new HTTPS connections of %s", way).isPositive();
      assertThat(load.ok("https reused")).as("reused HTTPS connections of %s", way).isPositive();
    });
  }

  /** kubectl ends with 1 where it finds a difference, which fails the test with that difference. */
  private void assertNoDrift(Way way) {
    List<String> options =
        switch (way) {
          case KUBECTL -> List.of(CLIENT_SIDE);
          case KUBECTL_SERVER_SIDE -> List.of(SERVER_SIDE);
          // kubectl isn't the manager that applied it.
          case HELM, HELM_LIKE_VERSION_3 -> List.of(SERVER_SIDE, "--force-conflicts");
        };
    namespace
        .cluster()
        .kubectl()
        .runWithInput(
            namespace.name(),
            upgraded(way),
            Stream.concat(Stream.of("diff", "-f", "-"), options.stream()).toArray(String[]::new));
  }

  private List<AuditEntry> writes(Instant since) {
    return namespace.cluster().auditLog().of(Operator.USER, since).stream()
        .filter(AuditEntry::mutates)
        .filter(entry -> entry.namespace().equals(namespace.name()))
        .toList();
  }

  private Map<String, Integer> restarts() {
    var restarts = new TreeMap<String, Integer>();
    for (Way way : Way.values()) {
      restarts.putAll(namespace.workload(way.shop()).restarts());
    }
    return restarts;
  }
}
