package dev.httpsupgrade.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;

/** The API server, asked on connections of their own: one that is in use may be dead. */
record ApiServer(Config config) {

  private static final int TIMEOUT = (int) Duration.ofSeconds(2).toMillis();

  boolean answers() {
    Config impatient =
        new ConfigBuilder(config)
            .withConnectionTimeout(TIMEOUT)
            .withRequestTimeout(TIMEOUT)
            .withRequestRetryBackoffLimit(0)
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(impatient).build()) {
      return client.getKubernetesVersion() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
