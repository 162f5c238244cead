package dev.httpsupgrade.operator.metrics;

import dev.httpsupgrade.operator.gather.OwnedKind;
import dev.httpsupgrade.operator.gather.OwnedKinds;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts requests to the API server by verb, resource and status code. */
public final class ApiRequests implements Interceptor {

  private static final String NAME = OperatorMetrics.PREFIX + "api_requests";
  private static final String NO_ANSWER = "none";
  private static final String OTHER = "other";

  private static final Set<String> RESOURCES =
      Stream.concat(OwnedKinds.ALL_KINDS.stream(), OwnedKinds.AT_HOME.stream())
          .map(OwnedKind::resource)
          .collect(Collectors.toUnmodifiableSet());

  private final MeterRegistry registry;

  ApiRequests(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    count(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    count(request, NO_ANSWER);
  }

  private void count(HttpRequest request, String code) {
    List<String> path = withoutGroupAndNamespace(request.uri());
    Counter.builder(NAME)
        .description("Requests to the API server; code none is no answer")
        .tag("verb", verb(request, path))
        .tag("resource", resource(path))
        .tag("code", code)
        .register(registry)
        .increment();
  }

  /** As the API server tells verbs apart, as far as the operator uses them. */
  private static String verb(HttpRequest request, List<String> path) {
    return switch (request.method()) {
      case "GET" -> isWatch(request.uri()) ? "watch" : path.size() == 1 ? "list" : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> OTHER;
    };
  }

  private static boolean isWatch(URI uri) {
    return uri.getRawQuery() != null && uri.getRawQuery().contains("watch=true");
  }

  /** Without a subresource that is none of ours. */
  private static String resource(List<String> path) {
    String resource = String.join("/", path.stream().limit(1).toList());
    String subresource = path.size() > 2 ? "/" + path.get(2) : "";
    return RESOURCES.contains(resource + subresource) ? resource + subresource : OTHER;
  }

  /** What follows {@code /api/v1} or {@code /apis/GROUP/VERSION}, and perhaps a namespace. */
  private static List<String> withoutGroupAndNamespace(URI uri) {
    List<String> path =
        Stream.of(uri.getPath().split("/")).filter(part -> !part.isEmpty()).toList();
    int begin = path.isEmpty() || path.getFirst().equals("api") ? 2 : 3;
    if (path.size() > begin + 2 && path.get(begin).equals("namespaces")) {
      begin += 2;
    }
    return path.subList(Math.min(begin, path.size()), path.size());
  }
}
