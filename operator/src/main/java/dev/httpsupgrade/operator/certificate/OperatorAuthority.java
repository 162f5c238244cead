package dev.httpsupgrade.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own CA: made on first use, kept in a Secret of the operator's namespace, the same
 * one for as long as that Secret is there.
 */
public final class OperatorAuthority {

  /** Name of the Secret that holds the CA. */
  public static final String SECRET = "https-upgrade-ca";

  /** The URI in the client certificate by which sidecars recognise the operator. */
  public static final String OPERATOR_URI = "urn:httpsupgrade.dev:operator";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorAuthority.class);
  private static final Duration CA_VALIDITY = Duration.ofDays(3650);
  private static final Duration CLIENT_VALIDITY = Duration.ofDays(1);

  private final KubernetesClient client;
  private final String namespace;
  private final Clock clock;
  private final Issuer issuer;
  private @Nullable TlsPair authority;
  private @Nullable TlsPair clientIdentity;

  public OperatorAuthority(
      KubernetesClient client, String namespace, Clock clock, SecureRandom random) {
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
    this.issuer = new Issuer(random);
  }

  /** What plans depend on. */
  public Authority facts() {
    X509Certificate ca = authority().leaf();
    return Authority.operators(Leaf.fingerprint(ca), ca.getNotAfter().toInstant(), Pem.of(ca));
  }

  TlsPair issueServer(CertificateDecision.Issue order) {
    return issuer.server(authority(), order, clock.instant());
  }

  /** The certificate with which the operator shows sidecars who it is. */
  public synchronized TlsIdentity clientIdentity() {
    TlsPair current = clientIdentity;
    if (current == null
        || current
            .leaf()
            .getNotAfter()
            .toInstant()
            .isBefore(clock.instant().plus(CLIENT_VALIDITY.dividedBy(2)))) {
      current = issuer.client(authority(), OPERATOR_URI, clock.instant(), CLIENT_VALIDITY);
      clientIdentity = current;
    }
    return new TlsIdentity(current.leaf(), current.key());
  }

  private synchronized TlsPair authority() {
    TlsPair known = authority;
    if (known == null) {
      known = stored().orElseGet(this::create);
      authority = known;
    }
    return known;
  }

  private Optional<TlsPair> stored() {
    Secret secret = client.secrets().inNamespace(namespace).withName(SECRET).get();
    return Optional.ofNullable(secret)
        .map(present ->
            TlsPairReader.pair(SecretReader.data(present))
                .orElseThrow(() ->
                    new IllegalStateException(
                        "Secret %s/%s: tls.crt and tls.key hold no CA; restore it from a backup, or delete it to get a new CA (clients must then trust the new one)"
                            .formatted(namespace, SECRET))));
  }

  private TlsPair create() {
    TlsPair made = issuer.authority("HTTPS Upgrade operator CA", clock.instant(), CA_VALIDITY);
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(SECRET)
            .addToLabels("app.kubernetes.io/name", "https-upgrade-operator")
            .endMetadata()
            .withType(SecretReader.TYPE)
            .addToStringData(TlsPairReader.CERTIFICATE, Pem.of(made.chain()))
            .addToStringData(TlsPairReader.KEY, Pem.of(made.key()))
            .build();
    try {
      client.resource(secret).create();
      LOG.atInfo().addKeyValue("secret", SECRET).log("made the operator's CA");
      return made;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return stored().orElseThrow(() -> e);
    }
  }
}
