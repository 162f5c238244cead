package dev.httpsupgrade.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a client with that user agent asked of the API server, by its audit log. */
record Requests(ControlPlane controlPlane, String userAgent) {

  static final String DRY_RUN = " (dry run)";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WRITING =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  List<String> all() {
    return matching(request -> true);
  }

  List<String> in(String namespace) {
    return matching(request -> namespace(request).equals(namespace));
  }

  /** Those that write in that namespace. */
  List<String> writes(String namespace) {
    return matching(request ->
        namespace(request).equals(namespace) && WRITING.contains(request.path("verb").asText()));
  }

  /** Those that are about no namespace, but for the question what one may do. */
  List<String> clusterWide() {
    return matching(request ->
        namespace(request).isEmpty()
            && !request.at("/objectRef/resource").asText().startsWith("selfsubject"));
  }

  List<String> denied() {
    return matching(request ->
        request
            .path("annotations")
            .path("authorization.k8s.io/decision")
            .asText()
            .equals("forbid"));
  }

  /** Of the lists and watches of those resources. */
  List<String> uris(String... resources) {
    return entries()
        .filter(request -> Set.of("list", "watch").contains(request.path("verb").asText()))
        .filter(request -> List.of(resources).contains(request.at("/objectRef/resource").asText()))
        .map(request -> request.path("requestURI").asText())
        .toList();
  }

  /** As "verb resource"; a dry run says so. */
  private List<String> matching(Predicate<JsonNode> wanted) {
    return entries().filter(wanted).map(Requests::text).toList();
  }

  private Stream<JsonNode> entries() {
    return controlPlane.auditLog().stream()
        .filter(line -> line.contains(userAgent))
        .map(Requests::parse)
        .filter(entry -> entry.path("userAgent").asText().equals(userAgent));
  }

  private static String namespace(JsonNode request) {
    return request.at("/objectRef/namespace").asText();
  }

  private static String text(JsonNode request) {
    String subresource = request.at("/objectRef/subresource").asText();
    return "%s %s%s%s"
        .formatted(
            request.path("verb").asText(),
            request.at("/objectRef/resource").asText(),
            subresource.isEmpty() ? "" : "/" + subresource,
            request.path("requestURI").asText().contains("dryRun=All") ? DRY_RUN : "");
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
