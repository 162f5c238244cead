package dev.httpsupgrade.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;

/** An upgraded app of one pod, whose sidecar has a memory limit of the test's choice. */
public final class Hall {

  /** The most memory that a cgroup has used, in bytes, page cache included: version 1, 2. */
  private static final String[] PEAK = {
    "/sys/fs/cgroup/memory/memory.max_usage_in_bytes", "/sys/fs/cgroup/memory.peak"
  };

  private final TestNamespace namespace;
  private final ClientPod observer;
  private final String name;

  /** Creates it; it is not yet ready. */
  public Hall(TestNamespace namespace, ClientPod observer, String name, String memory) {
    this.namespace = namespace;
    this.observer = observer;
    this.name = name;
    namespace.kubectlApply(
        namespace.text("hall.yaml").replace("hall", name).replace("MEMORY", memory));
  }

  public Hall awaitReady() {
    namespace.upgrade(name).awaitReady();
    namespace.workload(name).awaitRolledOut();
    return this;
  }

  /** The sidecar's traffic port in the one pod there is. */
  public String url() {
    return "https://" + address() + ":8443";
  }

  /** The app itself, past the sidecar. */
  public Answer askApp(String path) {
    return observer.fetch("http://" + address() + ":8080" + path);
  }

  /** The sum of a metric's samples whose labels contain a text. */
  public long metric(String metric, String labels) {
    Answer answer = observer.fetch("http://" + address() + ":18443/metrics");
    assertThat(answer.status()).as(answer.error()).isEqualTo(200);
    return answer
        .body()
        .lines()
        .filter(line -> line.matches(metric + "[{ ].*") && line.contains(labels))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Fails with what the kubelet says about its end if the sidecar was restarted. */
  public void assertNotRestarted() {
    assertThat(pod().getStatus().getInitContainerStatuses())
        .singleElement()
        .satisfies(status ->
            assertThat(status.getRestartCount())
                .as("restarts; the last end: %s", status.getLastState().getTerminated())
                .isZero());
  }

  /** The most that its sidecar's container has used, in MiB, page cache included. */
  public String peakMemory() {
    var files = namespace.files(pod().getMetadata().getName(), Workload.SIDECAR);
    return "%.1f MiB".formatted(Long.parseLong(files.readFirst(PEAK).strip()) / 1048576.0);
  }

  private String address() {
    return pod().getStatus().getPodIP();
  }

  private Pod pod() {
    return namespace.workload(name).pods().getFirst();
  }
}
