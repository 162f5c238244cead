package dev.httpsupgrade.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replica acts, the others wait. */
final class Leadership {

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final String LEASE = "https-upgrade-operator";

  private final OperatorSettings settings;
  private final KubernetesClient client;

  Leadership(OperatorSettings settings, KubernetesClient client) {
    this.settings = settings;
    this.client = client;
  }

  LeaderElectionConfiguration configuration() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(settings.identity())
        .build();
  }

  /** When the process ends, the next leader need not wait until the lease runs out. */
  void giveUpAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::giveUp, "give-up-leadership"));
  }

  private void giveUp() {
    Resource<Lease> lease = client.leases().inNamespace(settings.namespace()).withName(LEASE);
    try {
      Lease held = lease.get();
      if (held != null && Objects.equals(held.getSpec().getHolderIdentity(), settings.identity())) {
        lease.patch(
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
            "{\"spec\":{\"holderIdentity\":\"\",\"leaseDurationSeconds\":1}}");
      }
    } catch (KubernetesClientException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("the lease has to run out");
    }
  }
}
