package dev.httpsupgrade.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.sidecar.config.SidecarStatusCodec;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be asked at the admin port. */
final class AdminEndpoints {

  static final String DRAIN_TOKEN = "X-Drain-Token";

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final AdminAnswer NOT_ALLOWED =
      AdminAnswer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed");

  private final AdminState state;
  private final Supplier<String> metrics;
  private final @Nullable String drainToken;

  /**
   * The endpoints.
   *
   * @param drainToken who knows it may start a drain; nobody may if null
   */
  AdminEndpoints(AdminState state, Supplier<String> metrics, @Nullable String drainToken) {
    this.state = state;
    this.metrics = metrics;
    this.drainToken = drainToken;
  }

  /**
   * Answers a request, at once or as soon as the answer is known.
   *
   * @param operator whether the caller has proved to be the operator
   */
  CompletionStage<AdminAnswer> answer(FullHttpRequest request, boolean operator) {
    String path = new QueryStringDecoder(request.uri()).rawPath();
    if (path.equals("/drain") && drainToken != null) {
      boolean known = isGet(request) || request.method().equals(HttpMethod.POST);
      return now(known ? drain(request, drainToken) : NOT_ALLOWED);
    }
    return switch (path) {
      case "/healthz", "/readyz", "/startupz", "/metrics", "/status" ->
          isGet(request) ? tell(path, operator) : now(NOT_ALLOWED);
      default -> now(AdminAnswer.text(HttpResponseStatus.NOT_FOUND, "not found"));
    };
  }

  private CompletionStage<AdminAnswer> tell(String path, boolean operator) {
    return switch (path) {
      case "/healthz" -> state.lifeObstacles().thenApply(AdminEndpoints::okUnless);
      case "/startupz" -> now(okUnless(state.startObstacles()));
      case "/readyz" -> state.trafficObstacles().thenApply(AdminEndpoints::okUnless);
      case "/metrics" -> now(new AdminAnswer(HttpResponseStatus.OK, METRICS_TYPE, metrics.get()));
      default -> now(status(operator));
    };
  }

  /**
   * Starts a drain.
   *
   * <p>Also by GET, though it changes something: the kubelet's {@code preStop} of type {@code
   * httpGet} can send nothing else.
   */
  private AdminAnswer drain(FullHttpRequest request, String expected) {
    String given = request.headers().get(DRAIN_TOKEN, "");
    if (!MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8))) {
      return AdminAnswer.text(HttpResponseStatus.FORBIDDEN, "wrong " + DRAIN_TOKEN);
    }
    state.drain();
    return AdminAnswer.text(HttpResponseStatus.OK, "draining");
  }

  /** One line per obstacle. */
  private static AdminAnswer okUnless(List<String> obstacles) {
    return obstacles.isEmpty()
        ? AdminAnswer.text(HttpResponseStatus.OK, "ok")
        : AdminAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, String.join("\n", obstacles));
  }

  private AdminAnswer status(boolean operator) {
    return operator
        ? new AdminAnswer(
            HttpResponseStatus.OK, "application/json", SidecarStatusCodec.write(state.status()))
        : AdminAnswer.text(HttpResponseStatus.FORBIDDEN, "for the operator alone");
  }

  private static boolean isGet(FullHttpRequest request) {
    return request.method().equals(HttpMethod.GET);
  }

  private static CompletionStage<AdminAnswer> now(AdminAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
