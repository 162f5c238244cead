package dev.httpsupgrade.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.config.ContainerLimits;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {

  @ParameterizedTest
  @CsvSource({
    // MiB, connections, MiB of buffers
    "32, 64, 8",
    "64, 64, 8",
    "96, 2048, 8",
    "256, 12288, 48",
  })
  void theMemoryLimitTellsHowManyMayBeOpen(long mebibytes, int connections, long buffers) {
    assertThat(
            MemoryPlan.of(
                new ContainerLimits(OptionalLong.of(mebibytes << 20), OptionalLong.empty())))
        .isEqualTo(new MemoryPlan(connections, OptionalLong.of(buffers << 20)));
  }

  @Test
  void eachClientMayNeedTwoFiles() {
    assertThat(
            MemoryPlan.of(new ContainerLimits(OptionalLong.empty(), OptionalLong.of(1024)))
                .connections())
        .isEqualTo(448);
  }

  @Test
  void withoutALimitBuffersAreTheLibrarysBusiness() {
    assertThat(MemoryPlan.of(new ContainerLimits(OptionalLong.empty(), OptionalLong.empty())))
        .isEqualTo(new MemoryPlan(100_000, OptionalLong.empty()));
  }
}
