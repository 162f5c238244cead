package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.config.ContainerLimits;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {

  private static final long HEAP = 128L << 20;

  @ParameterizedTest
  @CsvSource({
    // MiB, MiB of heap, connections, MiB of buffers
    "32, 16, 64, 8",
    "64, 16, 512, 8",
    "96, 24, 3072, 9",
    "256, 64, 10752, 39",
    "1024, 128, 23040, 215",
  })
  void theMemoryLimitTellsHowManyMayBeOpen(
      long mebibytes, long heap, int connections, long buffers) {
    assertThat(MemoryPlan.of(limits(mebibytes << 20, 0), heap << 20))
        .isEqualTo(new MemoryPlan(connections, OptionalLong.of(buffers << 20)));
  }

  @Test
  void eachClientMayNeedTwoFiles() {
    assertThat(MemoryPlan.of(limits(0, 1024), HEAP).connections()).isEqualTo(448);
  }

  @Test
  void withoutALimitTheHeapIsOneAndBuffersAreTheLibrarysBusiness() {
    assertThat(MemoryPlan.of(limits(0, 0), HEAP))
        .isEqualTo(new MemoryPlan(23_040, OptionalLong.empty()));
  }

  /** 0 for none. */
  private static ContainerLimits limits(long memoryBytes, long openFiles) {
    return new ContainerLimits(
        memoryBytes == 0 ? OptionalLong.empty() : OptionalLong.of(memoryBytes),
        openFiles == 0 ? OptionalLong.empty() : OptionalLong.of(openFiles));
  }
}
