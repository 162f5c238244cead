package dev.httpsupgrade.operator.observe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.sidecar.config.SidecarStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
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

  /** Compares what the pod serves, seen by a TLS handshake, with what it should. */
  PodObservation.Serving look(String address, Wanted wanted) {
    for (int port : wanted.securePorts()) {
      try {
        String served = Leaf.fingerprint(handshake(address, port));
        if (!served.equals(wanted.fingerprint())) {
          return new PodObservation.Serving.SomethingElse(
              "certificate %s on port %d".formatted(abbreviated(served), port));
        }
      } catch (IOException e) {
        return new PodObservation.Serving.Unreachable(
            "port %d: %s".formatted(port, e.getMessage()));
      }
    }
    return status(address, wanted.fingerprint())
        .filter(status -> !status.configuration().sha256().equals(wanted.configuration()))
        .<PodObservation.Serving>map(
            status -> new PodObservation.Serving.SomethingElse(configurationOf(status)))
        .orElseGet(PodObservation.Serving.AsWanted::new);
  }

  /** What the sidecar says of itself; absent if it says nothing to us. */
  public Optional<SidecarStatus> status(String address, String fingerprint) {
    try {
      return get(address, "/status", fingerprint, "").flatMap(this::parse);
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("pod", address).setCause(e).log("no status");
      return Optional.empty();
    }
  }

  /** Asks the sidecar to send its clients away; says whether it will. */
  public boolean drain(String address, String fingerprint, String token) {
    try {
      return get(address, "/drain", fingerprint, token).isPresent();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("pod", address).setCause(e).log("no drain");
      return false;
    }
  }

  private Optional<String> get(String address, String path, String fingerprint, String token)
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
            .sslContext(PinnedTls.context(authority.clientIdentity(), fingerprint))
            .build()) {
      HttpResponse<String> response =
          client.send(
              request.build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER));
      return response.statusCode() == OK ? Optional.of(response.body()) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static X509Certificate handshake(String address, int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) PinnedTls.anyCertificate().getSocketFactory().createSocket()) {
      socket.connect(new InetSocketAddress(address, port), (int) TIMEOUT.toMillis());
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** Absent if it isn't one: a pod may hold something else than our sidecar. */
  private Optional<SidecarStatus> parse(String body) {
    try {
      return Optional.of(json.readValue(body, SidecarStatus.class));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("no status");
      return Optional.empty();
    }
  }

  private static String configurationOf(SidecarStatus status) {
    String error = status.configuration().error();
    return error == null
        ? "configuration " + abbreviated(status.configuration().sha256())
        : "the last good configuration, because of " + error;
  }

  private static String host(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  private static String abbreviated(String sha256) {
    return sha256.substring(0, Math.min(8, sha256.length()));
  }
}
