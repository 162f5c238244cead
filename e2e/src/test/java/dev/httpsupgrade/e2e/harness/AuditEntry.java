package dev.httpsupgrade.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;

/**
 * One request in the API server's audit log.
 *
 * @param resource with the subresource after a slash, such as {@code pods/log}
 * @param name empty for requests about a collection
 * @param code status code of the answer
 */
public record AuditEntry(
    Instant time,
    String user,
    String verb,
    String apiGroup,
    String resource,
    String namespace,
    String name,
    int code) {

  private static final Set<String> READING = Set.of("get", "list", "watch");

  static AuditEntry of(JsonNode event) {
    JsonNode object = event.path("objectRef");
    String subresource = object.path("subresource").asText();
    return new AuditEntry(
        Instant.parse(event.path("requestReceivedTimestamp").asText()),
        event.at("/user/username").asText(),
        event.path("verb").asText(),
        object.path("apiGroup").asText(),
        object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        object.path("namespace").asText(),
        object.path("name").asText(),
        event.at("/responseStatus/code").asInt());
  }

  public boolean mutates() {
    return !READING.contains(verb);
  }
}
