package dev.httpsupgrade.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * What became of the requests of a load.
 *
 * @param json the client's output
 */
public record LoadReport(JsonNode json) {

  /**
   * A request that failed.
   *
   * @param at when that was clear
   * @param kind such as {@code https new}
   */
  public record Failure(Instant at, String kind, String problem) {}

  public long sent() {
    return json.path("sent").asLong();
  }

  public long failed() {
    return json.path("failed").asLong();
  }

  /** The first thousand. */
  public List<Failure> failures() {
    return json.path("failures")
        .valueStream()
        .map(failure ->
            new Failure(
                Instant.parse(failure.path("at").asText()),
                failure.path("kind").asText(),
                failure.path("problem").asText()))
        .toList();
  }

  public long seconds() {
    return json.path("seconds").asLong();
  }

  /** Successes of one kind, such as {@code https new} or {@code plain reused}. */
  public long ok(String kind) {
    return json.path("okByKind").path(kind).asLong();
  }

  /** Everything but the single failures, for people. */
  public String summary() {
    ObjectNode summary = json.deepCopy();
    summary.remove("failures");
    return summary.toString();
  }
}
