package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Answer;
import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClientPod;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Faults;
import dev.httpsupgrade.e2e.harness.LoadReport;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import dev.httpsupgrade.e2e.harness.Upgrade;
import dev.httpsupgrade.e2e.harness.Workload;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Operator, sidecar, app, kubelet and API server crash at random while a shop is upgraded, changed
 * and given back under load: all of it gets to its end, and requests fail only at a pod whose app
 * is down, or over HTTPS at one whose sidecar is.
 *
 * <p>{@code CHAOS_SECONDS} (120) and {@code CHAOS_SEED} say how long and in which order.
 */
@ClusterTest
@Order(140)
final class ChaosE2E {

  private static final Duration LENGTH = Duration.ofSeconds(setting("CHAOS_SECONDS", 120));
  private static final long SEED = setting("CHAOS_SEED", 1);
  private static final int RATE = 100;
  private static final String APP = "web";

  /** Of an operator that was killed while it led, and of a rollout after it. */
  private static final Duration CONVERGES = Duration.ofMinutes(3);

  /** Certificates live for ten minutes and are renewed after half of one. */
  private static final Duration LEAST_VALIDITY = Duration.ofMinutes(8);

  /** Until no node sends anything to a pod that isn't ready, or everything to one that is. */
  private static final Duration ROUTED = Duration.ofSeconds(3);

  private final TestNamespace namespace;
  private final Workload workload;
  private final Upgrade shop;
  private final Random random = new Random(SEED);
  private final Deck<Fault> faultDeck = new Deck<>(List.of(Fault.values()));
  private final Deck<Change> changeDeck =
      new Deck<>(List.of(Change.RENEW, Change.RECONFIGURE, Change.ROLL, Change.REMOVE));
  private ClientPod load;
  private ClientPod observer;
  private Originals originals;
  private Faults faults;
  private boolean upgraded;

  ChaosE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.workload = namespace.workload("shop");
    this.shop = namespace.upgrade("shop");
  }

  private enum Change {
    UPGRADE,
    RENEW,
    RECONFIGURE,
    ROLL,
    REMOVE
  }

  private enum Fault {
    OPERATOR,
    SIDECAR,
    APP,
    KUBELET,
    API_SERVER
  }

  /** A change, and what crashes how long after it began. */
  private record Step(Change change, Fault fault, Duration delay) {}

  /** All of something in an order by chance, then all again in another one. */
  private final class Deck<T> {
    private final List<T> all;
    private final Deque<T> left = new ArrayDeque<>();

    Deck(List<T> all) {
      this.all = all;
    }

    T next() {
      if (left.isEmpty()) {
        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        left.addAll(shuffled);
      }
      return left.remove();
    }
  }

  /** When requests of a kind may fail, and why. */
  private record Outage(Instant begin, Instant end, boolean plainToo) {
    boolean excuses(LoadReport.Failure failure) {
      return (plainToo || failure.kind().startsWith("https"))
          && !failure.at().isBefore(begin)
          && failure.at().isBefore(end);
    }
  }

  @BeforeAll
  void startTheShop() {
    faults = namespace.cluster().faults();
    namespace.create("shop.yaml");
    load = namespace.startClient("load");
    observer = namespace.startClient("observer");
    workload.awaitRolledOut();
    originals =
        namespace.originals().with("apps/v1", "Deployment", "shop").with("v1", "Service", "shop");
  }

  @Test
  void allGetsToItsEndAndNoRequestIsLostBesides() {
    System.out.printf("ChaosE2E: CHAOS_SEED=%d, %d s%n", SEED, LENGTH.toSeconds());
    Instant end = Instant.now().plus(LENGTH);
    for (int number = 1; Instant.now().isBefore(end); number++) {
      Step step = nextStep();
      try {
        take(number, step);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("CHAOS_SEED=%d, step %d: %s".formatted(SEED, number, step), e);
      }
    }
  }

  private Step nextStep() {
    return new Step(
        upgraded ? changeDeck.next() : Change.UPGRADE,
        faultDeck.next(),
        Duration.ofMillis(random.nextInt(8000)));
  }

  private void take(int number, Step step) {
    String host = namespace.host("shop");
    load.startLoad("http://" + host + "/get", "https://" + host + "/get", RATE);
    if (upgraded && step.change() != Change.REMOVE) {
      load.joinHttps(shop.ca());
    }
    Instant began = Instant.now();
    begin(step.change(), number);
    Awaits.observe(step.delay());
    Optional<Outage> outage = cause(step.fault());
    converge(step.change());
    Duration took = Duration.between(began, Instant.now());
    LoadReport report = load.stopLoad();
    List<LoadReport.Failure> lost =
        report.failures().stream()
            .filter(failure -> outage.filter(known -> known.excuses(failure)).isEmpty())
            .toList();
    System.out.printf(
        "ChaosE2E: %d. %s, %s crashes after %d ms: %d s, %d requests, %d failed, %d unexplained%n",
        number,
        step.change(),
        step.fault(),
        step.delay().toMillis(),
        took.toSeconds(),
        report.sent(),
        report.failed(),
        lost.size());
    assertThat(lost).as("requests that failed; outage: %s", outage).isEmpty();
  }

  private void begin(Change change, int number) {
    switch (change) {
      case UPGRADE -> namespace.create("short-lived-upgrade.yaml");
      case RENEW ->
          shop.patchSpec(
              "{\"certificate\": {\"duration\": \"%dm\", \"operatorCA\": {}}}"
                  .formatted(10 + number % 2));
      case RECONFIGURE ->
          shop.patchSpec(
              "{\"sidecar\": {\"logLevel\": \"%s\"}}"
                  .formatted(number % 2 == 0 ? "debug" : "info"));
      case ROLL ->
          shop.patchSpec(
              "{\"sidecar\": {\"resources\": {\"requests\": {\"memory\": \"%dMi\"}}}}"
                  .formatted(96 + number));
      case REMOVE -> shop.delete();
    }
  }

  private Optional<Outage> cause(Fault fault) {
    switch (fault) {
      case OPERATOR -> namespace.cluster().operator().kill();
      case KUBELET -> faults.restart("kubelet");
      case API_SERVER -> faults.restart("kube-apiserver");
      case APP -> {
        return crash(APP);
      }
      case SIDECAR -> {
        return crash(Workload.SIDECAR);
      }
    }
    return Optional.empty();
  }

  /** A pod's container, if there is one that runs; over when the pod is ready again, or gone. */
  private Optional<Outage> crash(String name) {
    Optional<Pod> victim =
        workload.pods().stream()
            .filter(pod -> container(pod, name).isPresent())
            .min(Comparator.comparing(pod -> pod.getMetadata().getName()));
    return victim.map(pod -> {
      ContainerStatus container = container(pod, name).orElseThrow();
      Instant begin = Instant.now();
      faults.kill(container);
      Awaits.within(CONVERGES, () -> assertThat(isBack(pod, container)).isTrue());
      return new Outage(begin, Instant.now().plus(ROUTED), name.equals(APP));
    });
  }

  private boolean isBack(Pod former, ContainerStatus killed) {
    Pod pod = namespace.client().pods().withName(former.getMetadata().getName()).get();
    return pod == null
        || (container(pod, killed.getName())
                .filter(now -> !now.getContainerID().equals(killed.getContainerID()))
                .filter(ContainerStatus::getReady)
                .isPresent()
            && Readiness.isPodReady(pod));
  }

  private static Optional<ContainerStatus> container(Pod pod, String name) {
    return Stream.of(
            pod.getStatus().getContainerStatuses(), pod.getStatus().getInitContainerStatuses())
        .flatMap(List::stream)
        .filter(status -> status.getName().equals(name) && status.getState().getRunning() != null)
        .findFirst();
  }

  private void converge(Change change) {
    upgraded = change != Change.REMOVE;
    if (upgraded) {
      shop.awaitCondition(CONVERGES, "Ready", "True", "");
      workload.awaitRolledOut();
      Awaits.within(
          CONVERGES,
          () -> assertThat(workload.podAddresses()).hasSize(2).allSatisfy(this::servesTheLeaf));
      assertThat(Instant.parse(shop.status().at("/certificate/notAfter").asText()))
          .isAfter(Instant.now().plus(LEAST_VALIDITY));
    } else {
      Awaits.within(CONVERGES, () -> assertThat(shop.exists()).isFalse());
      workload.awaitRolledOut();
      assertThat(originals.differences()).isEmpty();
    }
  }

  private void servesTheLeaf(String address) {
    Answer answer =
        observer.fetch(
            "https://" + namespace.host("shop") + "/get",
            "--ca",
            shop.ca(),
            "--connect",
            address + ":8443");
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    assertThat(answer.serialNumber()).isEqualTo(shop.serialNumber());
  }

  private static int setting(String name, int otherwise) {
    return Integer.parseInt(
        Objects.requireNonNullElse(System.getenv(name), Integer.toString(otherwise)));
  }
}
