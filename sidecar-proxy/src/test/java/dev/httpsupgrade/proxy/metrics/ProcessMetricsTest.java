package dev.httpsupgrade.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMetricsTest {

  @TempDir Path root;

  @Test
  void theKernelsNumbersAreToldInSecondsAndBytes() throws Exception {
    Path self = Files.createDirectories(root.resolve("proc/self"));
    Files.createDirectories(self.resolve("fd"));
    Files.writeString(self.resolve("fd/0"), "");
    Files.writeString(self.resolve("fd/1"), "");
    Files.writeString(
        self.resolve("stat"),
        "7 (a name) S 1 7 7 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 9 0 1000 9999 25 0\n");
    Files.writeString(root.resolve("proc/stat"), "cpu 1\nbtime 1700000000\n");
    Files.writeString(self.resolve("limits"), "Max open files            1024  4096  files\n");
    assertThat(new Metrics("1.2.3", Clock.systemUTC(), root).scrape())
        .contains(
            "process_cpu_seconds_total 2.0\n",
            "process_resident_memory_bytes 102400.0\n",
            "process_start_time_seconds 1.70000001E9\n",
            "process_open_fds 2.0\n",
            "process_max_fds 1024.0\n",
            "https_upgrade_build_info{version=\"1.2.3\"} 1\n");
  }

  @Test
  void whatCanNotBeReadIsNotANumber() {
    assertThat(new Metrics("1.2.3", Clock.systemUTC(), root).scrape())
        .contains("process_cpu_seconds_total NaN\n", "process_open_fds NaN\n");
  }
}
