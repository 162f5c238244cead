package dev.httpsupgrade.e2e.harness;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Set;

/**
 * One request in the API server's audit log.
 *
 * @param resource with the subresource after a slash, such as {@code pods/log}
 * @param name empty for requests about a collection
 * @param permitted what the authorizer said; admission may refuse a request for other reasons
 * @param created whether it made the object; an apply does if there is none
 * @param dryRun whether it only asked, and nothing was stored
 */
public record AuditEntry(
    Instant time,
    String user,
    String verb,
    String apiGroup,
    String resource,
    String namespace,
    String name,
    boolean permitted,
    boolean created,
    boolean dryRun) {

  private static final JsonPointer DECISION =
      JsonPointer.compile("/annotations/authorization.k8s.io~1decision");

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
        !event.at(DECISION).asText().equals("forbid"),
        event.at("/responseStatus/code").asInt() == HttpURLConnection.HTTP_CREATED,
        event.path("requestURI").asText().contains("dryRun=All"));
  }

  /** Whether its verb writes; reviews are created, but never stored. */
  public boolean mutates() {
    return !READING.contains(verb) && !apiGroup.equals("authorization.k8s.io");
  }
}
