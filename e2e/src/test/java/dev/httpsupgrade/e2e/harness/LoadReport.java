package dev.httpsupgrade.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What became of the requests of a load.
 *
 * @param json the client's output
 */
public record LoadReport(JsonNode json) {

  public long sent() {
    return json.path("sent").asLong();
  }

  public long failed() {
    return json.path("failed").asLong();
  }

  /** Time, kind and cause of each, of the first thousand. */
  public List<String> failures() {
    return json.path("failures").valueStream().map(JsonNode::toString).toList();
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
