package dev.httpsupgrade.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;

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

  public long seconds() {
    return json.path("seconds").asLong();
  }

  /** Successes of one kind, such as {@code https new} or {@code plain reused}. */
  public long ok(String kind) {
    return json.path("okByKind").path(kind).asLong();
  }

  @Override
  public String toString() {
    return json.toPrettyString();
  }
}
