package dev.httpsupgrade.operator;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.TestCertificates;
import dev.httpsupgrade.operator.certificate.TlsPair;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;

/** The admin port of a sidecar that never takes another certificate, at a loopback address. */
final class StubbornSidecar implements AutoCloseable {

  private final String address = "127.%d.%d.%d".formatted(random(), random(), random());
  private final HttpsServer server;

  StubbornSidecar() {
    this(() -> {});
  }

  /**
   * One with which something else happens.
   *
   * @param looked is run each time somebody connects, and holds the answer up
   */
  StubbornSidecar(Runnable looked) {
    var validity =
        new TestCertificates.Validity(Instant.now(), Instant.now().plus(Duration.ofDays(1)));
    var made = new TestCertificates("stubborn").selfSigned(List.of("shop"), validity);
    try {
      var tls = SSLContext.getInstance("TLS");
      tls.init(
          new TlsPair(List.of(made.certificate()), made.keys().getPrivate()).keyManagers(),
          null,
          null);
      server = HttpsServer.create(new InetSocketAddress(address, Names.ADMIN_PORT), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      server.setExecutor(exchange -> {
        looked.run();
        exchange.run();
      });
      server.start();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A pod of the upgrade "shop" that would have it, and its status. */
  Pod pod(String namespace, String configMap) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("shop-1")
        .addToLabels(Names.UPGRADE_LABEL, "shop")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("example.com/shop:1")
        .endContainer()
        .addNewVolume()
        .withName("https-upgrade")
        .withNewProjected()
        .addNewSource()
        .withNewConfigMap()
        .withName(configMap)
        .endConfigMap()
        .endSource()
        .endProjected()
        .endVolume()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(address)
        .addNewPodIP(address)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static int random() {
    return ThreadLocalRandom.current().nextInt(1, 255);
  }
}
