package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarSpec;
import dev.httpsupgrade.operator.certificate.ClientTrust;
import dev.httpsupgrade.operator.certificate.ClientTrustReader;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Target;
import dev.httpsupgrade.sidecar.config.AdminConfig;
import dev.httpsupgrade.sidecar.config.LogLevel;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.SidecarConfigCodec;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sidecars' configuration. */
final class SidecarConfigMap {

  /** A drain goes on for as long as the pod may take to end, and then some. */
  private static final int DRAIN_MARGIN_SECONDS = 30;

  private static final int HASH_LENGTH = 8;

  private SidecarConfigMap() {}

  static ConfigMap render(Inputs inputs, Target target, List<PlannedPort> ports) {
    return new ConfigMapBuilder()
        .withMetadata(OwnedMetadata.of(inputs.subject(), name(inputs.subject().name(), ports)))
        .addToData(
            Names.CONFIG_FILE,
            new String(SidecarConfigCodec.write(config(inputs, target, ports)), UTF_8))
        .addToData(trust(inputs.certificate().clientTrust()))
        .build();
  }

  /**
   * In the pods' volume these files stand in the place of those that the Secret has of these names,
   * as the later source of a projected volume does.
   */
  private static Map<String, String> trust(ClientTrust trust) {
    var files = new TreeMap<String, String>();
    if (trust instanceof ClientTrust.Usable usable) {
      files.put(ClientTrustReader.AUTHORITIES, usable.authorities());
      if (!usable.revocationLists().isEmpty()) {
        files.put(ClientTrustReader.REVOCATION_LISTS, usable.revocationLists());
      }
    }
    return files;
  }

  /** The same for the same ports. */
  static String name(String upgrade, List<PlannedPort> ports) {
    String hash =
        Leaf.sha256(trafficPorts(ports).toString().getBytes(UTF_8)).substring(0, HASH_LENGTH);
    return Names.configMap(upgrade, hash);
  }

  private static SidecarConfig config(Inputs inputs, Target target, List<PlannedPort> ports) {
    var spec = inputs.subject().spec();
    return new SidecarConfig(
        trafficPorts(ports),
        SidecarTls.of(spec.tls(), inputs.certificate().clientTrust()),
        SidecarHttp.of(spec.http()),
        SidecarLimits.of(spec.limits()),
        new AdminConfig(
            Names.ADMIN_PORT,
            drainSeconds(target),
            new AdminConfig.OperatorIdentity(
                inputs.certificate().operators().trust(), OperatorAuthority.OPERATOR_URI)),
        level(spec.sidecar()));
  }

  private static List<TrafficPort> trafficPorts(List<PlannedPort> ports) {
    return ports.stream()
        .map(port -> new TrafficPort(port.name(), port.securePort(), port.appPort()))
        .toList();
  }

  private static int drainSeconds(Target target) {
    long seconds = target.pod().terminationGracePeriodSeconds() + DRAIN_MARGIN_SECONDS;
    return (int) Math.min(seconds, AdminConfig.MAX_DRAIN_SECONDS);
  }

  private static LogLevel level(SidecarSpec sidecar) {
    return switch (sidecar.logLevel()) {
      case DEBUG -> LogLevel.DEBUG;
      case INFO -> LogLevel.INFO;
      case WARN -> LogLevel.WARN;
      case ERROR -> LogLevel.ERROR;
    };
  }
}
