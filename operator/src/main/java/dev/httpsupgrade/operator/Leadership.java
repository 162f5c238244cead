package dev.httpsupgrade.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replica acts, the others wait. */
final class Leadership {

  static final String LEASE = "https-upgrade-operator";

  /** How long a leader that vanished is waited for. */
  private static final Duration LEASE_DURATION = Duration.ofSeconds(15);

  /** A leader that could not renew its Lease for that long ends, before another one may begin. */
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final OperatorSettings.Replica replica;
  private final KubernetesClient client;
  private final Runnable whenLost;
  private volatile boolean leading;
  private volatile boolean leaving;

  /**
   * Takes part in no election yet.
   *
   * @param whenLost must see to it that nothing more is written: another one may lead by now
   */
  Leadership(OperatorSettings.Replica replica, KubernetesClient client, Runnable whenLost) {
    this.replica = replica;
    this.client = client;
    this.whenLost = whenLost;
  }

  LeaderElectionConfiguration configuration() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(replica.namespace())
        .withIdentity(replica.name())
        .withLeaseDuration(LEASE_DURATION)
        .withRenewDeadline(RENEW_DEADLINE)
        .withRetryPeriod(RETRY_PERIOD)
        .withLeaderCallbacks(
            new LeaderCallbacks(() -> leading = true, this::stopLeading, leader -> {}))
        .build();
  }

  boolean isLeading() {
    return leading;
  }

  /** From now on it is no accident if the lead is lost. */
  void leave() {
    leaving = true;
  }

  /** Lets the next leader begin at once, and not when the Lease has run out. */
  void giveUp() {
    Resource<Lease> lease = client.leases().inNamespace(replica.namespace()).withName(LEASE);
    try {
      Lease held = lease.get();
      if (held != null && Objects.equals(held.getSpec().getHolderIdentity(), replica.name())) {
        lease.patch(
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
            "{\"spec\":{\"holderIdentity\":\"\",\"leaseDurationSeconds\":1}}");
        LOG.atInfo().log("gave the lead up");
      }
    } catch (KubernetesClientException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("the lease has to run out");
    }
  }

  private void stopLeading() {
    leading = false;
    if (!leaving) {
      LOG.atError().log("lost the lead; another replica may act now");
      whenLost.run();
    }
  }
}
