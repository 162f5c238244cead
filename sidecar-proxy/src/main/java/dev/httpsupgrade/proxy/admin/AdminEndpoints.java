package dev.httpsupgrade.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.sidecar.config.SidecarStatusCodec;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be asked at the admin port. */
final class AdminEndpoints {

  static final String DRAIN_TOKEN = "X-Drain-Token";

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

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
   * Answers a request.
   *
   * @param operator whether the caller has proved to be the operator
   */
  AdminAnswer answer(FullHttpRequest request, boolean operator) {
    String path = new QueryStringDecoder(request.uri()).rawPath();
    boolean get = request.method().equals(HttpMethod.GET);
    boolean post = request.method().equals(HttpMethod.POST);
    if (path.equals("/drain") && drainToken != null) {
      return get || post ? drain(request, drainToken) : notAllowed();
    }
    return switch (path) {
      case "/healthz" -> get ? AdminAnswer.text(HttpResponseStatus.OK, "ok") : notAllowed();
      case "/readyz", "/startupz" -> get ? ready() : notAllowed();
      case "/metrics" ->
          get ? new AdminAnswer(HttpResponseStatus.OK, METRICS_TYPE, metrics.get()) : notAllowed();
      case "/status" -> get ? status(operator) : notAllowed();
      default -> AdminAnswer.text(HttpResponseStatus.NOT_FOUND, "not found");
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

  private AdminAnswer ready() {
    String reason = state.unreadyReason();
    return reason == null
        ? AdminAnswer.text(HttpResponseStatus.OK, "ok")
        : AdminAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, reason);
  }

  private AdminAnswer status(boolean operator) {
    return operator
        ? new AdminAnswer(
            HttpResponseStatus.OK, "application/json", SidecarStatusCodec.write(state.status()))
        : AdminAnswer.text(HttpResponseStatus.FORBIDDEN, "for the operator alone");
  }

  private static AdminAnswer notAllowed() {
    return AdminAnswer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed");
  }
}
