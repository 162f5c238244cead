package dev.httpsupgrade.e2e.harness;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;

/** Ends parts of the local cluster without a warning, as a crash would. */
public final class Faults {

  private static final String CLUSTER = "e2e/cluster/cluster";

  Faults() {}

  /** Kills {@code kubelet}, {@code kube-apiserver} or another one; returns when it serves again. */
  public void restart(String component) {
    Program.run(List.of(CLUSTER, "restart", component), "");
  }

  /** Kills every process of a container that runs. */
  public void kill(ContainerStatus container) {
    String id = container.getContainerID();
    Program.run(List.of(CLUSTER, "kill-container", id.substring(id.indexOf("://") + 3)), "");
  }
}
