package dev.httpsupgrade.operator.observe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Talks to the sidecar of one pod, at the pod's own address. */
public final class SidecarClient {

  private static final Logger LOG = LoggerFactory.getLogger(SidecarClient.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int OK = 200;
  private static final int LONGEST_ANSWER = 64 * 1024;

  private final JsonMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private final OperatorAuthority authority;

  public SidecarClient(OperatorAuthority authority) {
    this.authority = authority;
  }

  /**
   * Compares what the pod serves with what it should: the leaf of a TLS handshake, and what the
   * sidecar says of the rest.
   *
   * <p>At the admin port, which has the same certificates as the others. There the sidecar knows
   * who asks; on a port for clients the look would be one of them, which is counted and may have to
   * show a certificate of the user's.
   */
  PodObservation.Serving look(String address, Wanted wanted) {
    HttpResponse<String> response;
    X509Certificate leaf;
    try {
      response = see(address);
      leaf = leafOf(response);
    } catch (IOException e) {
      return new PodObservation.Serving.Unreachable(
          "port %d: %s".formatted(Names.ADMIN_PORT, e.getMessage()));
    }
    String served = Leaf.fingerprint(leaf);
    if (!served.equals(wanted.fingerprint())) {
      return new PodObservation.Serving.SomethingElse(
          "certificate " + abbreviated(served), leaf.getNotAfter().toInstant());
    }
    return parse(response)
        .flatMap(status -> Optional.ofNullable(difference(status.configuration(), wanted)))
        .<PodObservation.Serving>map(
            what -> new PodObservation.Serving.SomethingElse(what, leaf.getNotAfter().toInstant()))
        .orElseGet(PodObservation.Serving.AsWanted::new);
  }

  /** A sidecar that does not know our present CA yet still shows its leaf to anybody. */
  private HttpResponse<String> see(String address) throws IOException {
    try {
      return get(address, "/status", PinnedTls.seeing(authority.clientIdentity()), "");
    } catch (ConnectException | HttpTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Its refusal may be overtaken by the end of the connection.
      LOG.atDebug().addKeyValue("pod", address).setCause(e).log("not let in as the operator");
      return get(address, "/status", PinnedTls.seeing(), "");
    }
  }

  /** What the sidecar says of itself; absent if it says nothing to us. */
  public Optional<SidecarStatus> status(String address, String fingerprint) {
    try {
      return parse(get(address, "/status", pinned(fingerprint), ""));
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("pod", address).setCause(e).log("no status");
      return Optional.empty();
    }
  }

  /** Asks the sidecar to send its clients away; says whether it will. */
  public boolean drain(String address, String fingerprint, String token) {
    try {
      return get(address, "/drain", pinned(fingerprint), token).statusCode() == OK;
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("pod", address).setCause(e).log("no drain");
      return false;
    }
  }

  private SSLContext pinned(String fingerprint) {
    return PinnedTls.context(authority.clientIdentity(), fingerprint);
  }

  private static HttpResponse<String> get(String address, String path, SSLContext tls, String token)
      throws IOException {
    var request =
        HttpRequest.newBuilder(
                URI.create("https://%s:%d%s".formatted(host(address), Names.ADMIN_PORT, path)))
            .timeout(TIMEOUT);
    if (!token.isEmpty()) {
      request.header(Names.DRAIN_TOKEN_HEADER, token);
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .sslContext(tls)
            .build()) {
      return client.send(
          request.build(),
          HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static X509Certificate leafOf(HttpResponse<String> response) throws IOException {
    SSLSession session = response.sslSession().orElseThrow(() -> new IOException("no TLS session"));
    return (X509Certificate) session.getPeerCertificates()[0];
  }

  /** Absent if it isn't one: a pod may hold something else than our sidecar. */
  private Optional<SidecarStatus> parse(HttpResponse<String> response) {
    if (response.statusCode() != OK) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(response.body(), SidecarStatus.class));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("no status");
      return Optional.empty();
    }
  }

  /** What the sidecar uses that it should not any more, or null. */
  private static @Nullable String difference(SidecarStatus.Configuration used, Wanted wanted) {
    if (!used.sha256().equals(wanted.configuration())) {
      return used.error() == null
          ? "configuration " + abbreviated(used.sha256())
          : "the last good configuration, because of " + used.error();
    }
    // An older sidecar does not tell.
    String trust = used.clientTrust();
    return trust == null || wanted.clientTrust() == null || trust.equals(wanted.clientTrust())
        ? null
        : "CAs of clients " + (trust.isEmpty() ? "not at all" : abbreviated(trust));
  }

  private static String host(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  private static String abbreviated(String sha256) {
    return sha256.substring(0, Math.min(8, sha256.length()));
  }
}
