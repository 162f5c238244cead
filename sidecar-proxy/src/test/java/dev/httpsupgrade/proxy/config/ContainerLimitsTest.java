package dev.httpsupgrade.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLimitsTest {

  @TempDir Path root;

  @Test
  void aContainersOwnGroupIsAtTheMountPoint() throws Exception {
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", "67108864\n");
    assertThat(memory()).hasValue(64L << 20);
  }

  @Test
  void theSmallestLimitAboveTheGroupCounts() throws Exception {
    file("proc/self/cgroup", "0::/pods/pod1/sidecar\n");
    file("sys/fs/cgroup/pods/memory.max", "max\n");
    file("sys/fs/cgroup/pods/pod1/memory.max", "1000000\n");
    file("sys/fs/cgroup/pods/pod1/sidecar/memory.max", "2000000\n");
    assertThat(memory()).hasValue(1_000_000);
  }

  @Test
  void cgroupVersion1HasAControllerOfItsOwn() throws Exception {
    file("proc/self/cgroup", "3:cpu,cpuacct:/pod\n2:memory:/kubepods/pod7\n1:name=systemd:/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    file("sys/fs/cgroup/memory/kubepods/pod7/memory.limit_in_bytes", "268435456\n");
    assertThat(memory()).hasValue(256L << 20);
  }

  @Test
  void aPathOfTheHostsThatTheContainerDoesNotSeeIsNoObstacle() throws Exception {
    file("proc/self/cgroup", "2:memory:/kubepods/pod7\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
    assertThat(memory()).hasValue(256L << 20);
  }

  @Test
  void whereNothingIsToldThereIsNoLimit() throws Exception {
    assertThat(ContainerLimits.read(root))
        .isEqualTo(new ContainerLimits(OptionalLong.empty(), OptionalLong.empty()));
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", "max\n");
    assertThat(memory()).isEmpty();
  }

  @Test
  void theSoftLimitOfOpenFilesCounts() throws Exception {
    file(
        "proc/self/limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             10                   20                   processes
        Max open files            1024                 524288               files
        """);
    assertThat(ContainerLimits.read(root).openFiles()).hasValue(1024);
    file("proc/self/limits", "Max open files            unlimited            unlimited  files\n");
    assertThat(ContainerLimits.read(root).openFiles()).isEmpty();
  }

  private OptionalLong memory() {
    return ContainerLimits.read(root).memoryBytes();
  }

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
