package dev.httpsupgrade.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {

  @TempDir Path directory;

  private final AtomicInteger looked = new AtomicInteger();

  @Test
  void aChangeIsSeenLongBeforeTheNextPoll() throws Exception {
    try (var watch =
        new DirectoryWatch(Set.of(directory), Duration.ofHours(1), looked::incrementAndGet)) {
      watch.start();
      Files.writeString(directory.resolve("file"), "x");
      await().untilAtomic(looked, org.hamcrest.Matchers.greaterThan(0));
    }
  }

  @Test
  void aChangeIsSeenAfterTheDirectoryWasNeverQuietForLong() throws Exception {
    try (var watch =
        new DirectoryWatch(Set.of(directory), Duration.ofHours(1), looked::incrementAndGet)) {
      watch.start();
      Path file = directory.resolve("file");
      while (looked.get() == 0) {
        Files.writeString(file, "noise");
      }
      await().pollDelay(Duration.ofMillis(500)).until(() -> true);
      int before = looked.get();

      Files.writeString(file, "x");

      await().untilAtomic(looked, org.hamcrest.Matchers.greaterThan(before));
    }
  }

  @Test
  void withoutAnyEventThereIsStillThePoll() throws Exception {
    Path missing = directory.resolve("not-yet");
    try (var watch =
        new DirectoryWatch(Set.of(missing), Duration.ofMillis(10), looked::incrementAndGet)) {
      watch.start();
      await().untilAtomic(looked, org.hamcrest.Matchers.greaterThan(3));
    }
  }

  @Test
  void aDefectInOneLookDoesNotEndTheWatch() throws Exception {
    try (var watch =
        new DirectoryWatch(
            Set.of(directory),
            Duration.ofMillis(10),
            () -> {
              if (looked.incrementAndGet() == 1) {
                throw new IllegalStateException("provoked");
              }
            })) {
      watch.start();
      await().untilAtomic(looked, org.hamcrest.Matchers.greaterThan(3));
    }
    assertThat(looked.get()).isGreaterThan(3);
  }
}
