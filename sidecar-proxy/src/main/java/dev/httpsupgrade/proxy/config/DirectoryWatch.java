package dev.httpsupgrade.proxy.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back when something in a directory may have changed: at once by the file system's events,
 * and at each poll whatever happened, because events are lost on some volumes and when a directory
 * is replaced.
 */
public final class DirectoryWatch implements AutoCloseable {

  /** How often to look without being told. */
  public static final Duration POLL = Duration.ofSeconds(10);

  /** Writers without a {@code ..data} link write several files one after the other. */
  private static final Duration SETTLE = Duration.ofMillis(50);

  /** A directory that is never quiet must not keep us from looking. */
  private static final int SETTLE_ROUNDS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

  private final Map<Path, WatchKey> registered = new HashMap<>();
  private Set<Path> directories;
  private final Duration poll;
  private final Runnable changed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final @Nullable WatchService service;
  private final Thread thread;

  /**
   * Prepares to watch; {@link #start} begins.
   *
   * @param directories may be missing now and come later
   * @param poll at most 10 s in production
   * @param changed called on the watch's own thread, never twice at a time
   */
  public DirectoryWatch(Set<Path> directories, Duration poll, Runnable changed) {
    this.directories = Set.copyOf(directories);
    this.poll = poll;
    this.changed = changed;
    this.service = newService(directories.iterator().next());
    this.thread = Thread.ofPlatform().daemon().name("watch").unstarted(this::run);
  }

  public void start() {
    register();
    thread.start();
  }

  /** Watches these from now on; called by the watch's own thread. */
  public void directories(Set<Path> next) {
    if (!next.equals(directories)) {
      directories = Set.copyOf(next);
      register();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    if (service != null) {
      service.close();
    }
  }

  private void run() {
    try {
      while (!awaitChange()) {
        register();
        callBack();
      }
    } catch (ClosedWatchServiceException e) {
      LOG.atDebug().log("watch closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void callBack() {
    try {
      changed.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("reload failed unexpectedly");
    }
  }

  /** Waits for an event or the poll, whichever comes first; true if the watch is closed. */
  private boolean awaitChange() throws InterruptedException {
    if (service == null) {
      return closed.await(poll.toMillis(), TimeUnit.MILLISECONDS);
    }
    WatchKey key = service.poll(poll.toMillis(), TimeUnit.MILLISECONDS);
    for (int round = 0; key != null; round++) {
      key.pollEvents();
      key.reset();
      key = round < SETTLE_ROUNDS ? service.poll(SETTLE.toMillis(), TimeUnit.MILLISECONDS) : null;
    }
    return closed.getCount() == 0;
  }

  /** Nodes limit how many watches there may be, and a pod can't choose its node. */
  private static @Nullable WatchService newService(Path directory) {
    try {
      return directory.getFileSystem().newWatchService();
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("cause", e).log("files are polled, as they can't be watched");
      return null;
    }
  }

  /** Registers again each time, as a directory may have been missing or replaced. */
  private void register() {
    if (service == null) {
      return;
    }
    registered.forEach((directory, key) -> {
      if (!directories.contains(directory)) {
        key.cancel();
      }
    });
    registered.keySet().retainAll(directories);
    for (Path directory : directories) {
      try {
        registered.put(
            directory,
            directory.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE));
      } catch (IOException e) {
        LOG.atDebug().addKeyValue("directory", directory).log("not watched, only polled");
      }
    }
  }
}
