package dev.httpsupgrade.e2e.client;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job on a thread of its own. */
final class RunningJob {

  private final Job job;
  private volatile boolean done;
  private volatile @Nullable String error;

  private RunningJob(Job job) {
    this.job = job;
  }

  /** Starts what a command line asks for. */
  static RunningJob start(List<String> line) {
    List<String> arguments = line.subList(1, line.size());
    Job job =
        switch (line.getFirst()) {
          case "transfer" -> Transfer.parse(arguments);
          case "hold" -> Hold.parse(arguments);
          case "steady" -> Steady.parse(arguments);
          case "flood" -> Flood.parse(arguments);
          default -> throw new IllegalArgumentException(line.getFirst() + ": unknown job");
        };
    var running = new RunningJob(job);
    Thread.ofPlatform().name(line.getFirst()).start(running::run);
    return running;
  }

  private void run() {
    try {
      job.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      error = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    done = true;
  }

  void goOn() {
    job.goOn();
  }

  Map<String, Object> report() {
    var report = new LinkedHashMap<String, Object>();
    // Before the figures are read, so that those of a job that is done are its last ones.
    report.put("done", done);
    report.putAll(job.report());
    if (error != null) {
      report.put("error", error);
    }
    return report;
  }
}
