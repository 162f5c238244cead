package dev.httpsupgrade.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own CA: made on first use, kept in a Secret of the operator's namespace, and
 * replaced by the next generation at half of its life.
 */
public final class OperatorAuthority {

  /** The URI in the client certificate by which sidecars recognise the operator. */
  public static final String OPERATOR_URI = "urn:httpsupgrade.dev:operator";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorAuthority.class);
  private static final Duration CLIENT_VALIDITY = Duration.ofDays(1);

  /** Somebody may delete the Secret, restore another one, or ask for the next generation. */
  private static final Duration REREAD = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final String namespace;
  private final Clock clock;
  private final Issuer issuer;
  private final CaRotation rotation;
  private @Nullable Stored stored;
  private @Nullable Client identity;
  private Instant nextTry = Instant.MIN;

  /** The CA as it was read from the Secret, or written to it. */
  private record Stored(CaState ca, Secret secret, Instant when) {}

  /** What the operator shows sidecars, and which CA it is from. */
  private record Client(TlsPair pair, X509Certificate root, Instant renewal) {}

  public OperatorAuthority(
      KubernetesClient client, String namespace, CaLife life, Clock clock, SecureRandom random) {
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
    this.issuer = new Issuer(random);
    this.rotation = new CaRotation(issuer, life);
  }

  /** What plans depend on, after the steps that are due whatever sidecars do. */
  public Authority facts() {
    return advance(facts -> false);
  }

  /**
   * Takes the next step in the life of the CA, if one is due.
   *
   * @param followed whether every sidecar trusts and serves what it should according to these facts
   * @return the facts after that
   */
  public synchronized Authority advance(Predicate<Authority> followed) {
    Stored before = stored();
    Instant now = clock.instant();
    boolean forced = CaSecret.isAskedToRenew(before.secret());
    CaRotation.Step step =
        now.isBefore(nextTry)
            ? CaRotation.Step.WAIT
            : rotation.due(before.ca(), forced, () -> followed.test(before.ca().facts()), now);
    if (step != CaRotation.Step.WAIT) {
      replace(before, step, now);
    }
    return stored().ca().facts();
  }

  TlsPair issueServer(CertificateDecision.Issue order) {
    CaState ca = stored().ca();
    return withBridge(ca, issuer.server(ca.issuing().issuing(), order, clock.instant()));
  }

  /** The certificate with which the operator shows sidecars who it is. */
  public synchronized TlsPair clientIdentity() {
    CaState ca = stored().ca();
    Client known = identity;
    Instant now = clock.instant();
    if (known == null
        || !known.root().equals(ca.issuing().root())
        || !now.isBefore(known.renewal())) {
      TlsPair pair = issuer.client(ca.issuing().issuing(), OPERATOR_URI, now, CLIENT_VALIDITY);
      Duration life = Duration.between(now, pair.leaf().getNotAfter().toInstant());
      known = new Client(withBridge(ca, pair), ca.issuing().root(), now.plus(life.dividedBy(2)));
      identity = known;
    }
    return known.pair();
  }

  private static TlsPair withBridge(CaState ca, TlsPair pair) {
    return new TlsPair(Stream.concat(pair.chain().stream(), ca.bridge()).toList(), pair.key());
  }

  private synchronized Stored stored() {
    Stored known = stored;
    Instant now = clock.instant();
    if (known == null || !now.isBefore(known.when().plus(REREAD))) {
      known = reread(known, now);
      stored = known;
    }
    return known;
  }

  /** What is known is used on while it can't be read, or is garbage. */
  private Stored reread(@Nullable Stored known, Instant now) {
    try {
      return read(now).orElseGet(() -> create(now));
    } catch (KubernetesClientException | IllegalStateException e) {
      if (known == null) {
        throw e;
      }
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("can't read the operator's CA");
      return new Stored(known.ca(), known.secret(), now);
    }
  }

  private Optional<Stored> read(Instant now) {
    return Optional.ofNullable(
            client.secrets().inNamespace(namespace).withName(CaSecret.NAME).get())
        .map(secret -> new Stored(CaSecret.read(secret), secret, now));
  }

  private Stored create(Instant now) {
    CaState made = rotation.first(now);
    try {
      Secret secret = client.resource(CaSecret.write(made, CaSecret.empty(namespace))).create();
      LOG.atInfo().addKeyValue("secret", CaSecret.NAME).log("made the operator's CA");
      return new Stored(made, secret, now);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return read(now).orElseThrow(() -> e);
    }
  }

  /** Only if nobody else has written it since; else, and if it can't be written, it has to wait. */
  private void replace(Stored before, CaRotation.Step step, Instant now) {
    CaState after = rotation.take(step, before.ca(), now);
    try {
      Secret written = client.resource(CaSecret.write(after, before.secret())).update();
      stored = new Stored(after, written, now);
      LOG.atInfo()
          .addKeyValue("step", step)
          .addKeyValue("root", Leaf.fingerprint(after.issuing().root()))
          .addKeyValue("notAfter", after.issuing().notAfter())
          .log("the operator's CA goes on");
    } catch (KubernetesClientException e) {
      nextTry = now.plus(REREAD);
      LOG.atWarn()
          .addKeyValue("step", step)
          .addKeyValue("secret", CaSecret.NAME)
          .addKeyValue("error", e.getMessage())
          .log("the operator's CA can't go on");
    }
  }
}
