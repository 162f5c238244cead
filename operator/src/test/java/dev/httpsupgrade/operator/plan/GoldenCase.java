package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.httpsupgrade.operator.OperatorSettings;
import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.api.v1alpha1.UpdatePolicy;
import dev.httpsupgrade.operator.certificate.Authority;
import dev.httpsupgrade.operator.certificate.CaLife;
import dev.httpsupgrade.operator.certificate.TestAuthorities;
import dev.httpsupgrade.operator.gather.Gatherer;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.gather.Rivals;
import dev.httpsupgrade.operator.gather.Snapshot;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One folder of {@code plan/}: the objects around an upgrade as files {@code in-*.yaml}.
 *
 * <p>{@code in-upgrade.yaml} is what is planned for, {@code in-older-upgrade.yaml} another upgrade
 * of the same target, {@code in-sharing-upgrade.yaml} one that has a Service in common. No
 * certificate and no key is in a file, see {@link GoldenCertificates}.
 *
 * @param objects by file name
 */
public record GoldenCase(Path folder, Map<String, HasMetadata> objects) {

  public static final OperatorSettings SETTINGS =
      settings("example.com/sidecar:1.2.3", UpdatePolicy.Manual);

  public static final KubernetesSerialization YAML = yaml();

  private static final Path ROOT = Path.of("src", "test", "resources", "plan");
  private static final List<Class<? extends HasMetadata>> NEIGHBOURS =
      List.of(
          NetworkPolicy.class,
          Ingress.class,
          HorizontalPodAutoscaler.class,
          PodDisruptionBudget.class,
          ResourceQuota.class,
          LimitRange.class,
          Node.class,
          GenericKubernetesResource.class);

  /** The client has types for these, which the operator doesn't use. */
  private static final String GATEWAY_API = "gateway.networking.k8s.io/";

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Authority AUTHORITY =
      TestAuthorities.operators(
          "f1f2f3",
          Instant.parse("2036-01-01T00:00:00Z"),
          "-----BEGIN CERTIFICATE-----\nthe operator's CA\n-----END CERTIFICATE-----\n");
  private static final Gatherer GATHERER =
      new Gatherer(() -> AUTHORITY, () -> "0123456789abcdef", Clock.fixed(NOW, ZoneOffset.UTC));

  /** The settings with another sidecar. */
  public static OperatorSettings settings(String sidecarImage, UpdatePolicy updatePolicy) {
    return new OperatorSettings(
        new OperatorSettings.Replica("https-upgrade-system", "operator-0"),
        Set.of(),
        sidecarImage,
        new OperatorSettings.Cluster("cluster.local", true),
        new OperatorSettings.Rollouts(Duration.ofSeconds(30), updatePolicy, 5),
        CaLife.DEFAULT);
  }

  private static KubernetesSerialization yaml() {
    var yaml =
        new KubernetesSerialization(
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES), true);
    yaml.registerKubernetesResource(HttpsUpgrade.class);
    return yaml;
  }

  /** Every case. */
  public static List<GoldenCase> all() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.sorted().map(GoldenCase::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return new GoldenCase(
          folder,
          files
              .filter(file -> file.getFileName().toString().startsWith("in-"))
              .collect(
                  Collectors.toMap(file -> file.getFileName().toString(), GoldenCase::object)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HasMetadata object(Path file) {
    try {
      String text = Files.readString(file, UTF_8);
      Class<? extends HasMetadata> type =
          text.contains(GATEWAY_API) ? GenericKubernetesResource.class : HasMetadata.class;
      return GoldenCertificates.fill(YAML.unmarshal(text, type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is planned for the objects as they are in the files. */
  public PlanResult plan() {
    return plan(Function.identity());
  }

  /** What is planned for other versions of the objects. */
  public PlanResult plan(Function<HasMetadata, HasMetadata> version) {
    var upgrade = (HttpsUpgrade) version.apply(upgrade());
    Inputs inputs = GATHERER.gather(upgrade, snapshot(upgrade, version));
    return new Planner(SETTINGS).plan(inputs);
  }

  public HttpsUpgrade upgrade() {
    return Optional.ofNullable(objects.get("in-upgrade.yaml"))
        .map(HttpsUpgrade.class::cast)
        .orElseThrow(() -> new IllegalStateException(folder + " has no in-upgrade.yaml"));
  }

  private List<HasMetadata> neighbours(Function<HasMetadata, HasMetadata> version) {
    return objects.values().stream()
        .filter(object -> NEIGHBOURS.stream().anyMatch(kind -> kind.isInstance(object)))
        .map(version)
        .toList();
  }

  /** As in the files: the API server gives each an age of its own. */
  private List<HttpsUpgrade> upgrades() {
    return objects.values().stream()
        .filter(HttpsUpgrade.class::isInstance)
        .map(HttpsUpgrade.class::cast)
        .toList();
  }

  private Snapshot snapshot(HttpsUpgrade upgrade, Function<HasMetadata, HasMetadata> version) {
    String own = Names.secret(upgrade.getMetadata().getName());
    return new Snapshot(
        Stream.of(
                found(Deployment.class, version, present -> true)
                    .<Workload>map(Workload.OfDeployment::new),
                found(StatefulSet.class, version, present -> true)
                    .<Workload>map(Workload.OfStatefulSet::new),
                found(DaemonSet.class, version, present -> true)
                    .<Workload>map(Workload.OfDaemonSet::new))
            .flatMap(Optional::stream)
            .findFirst(),
        objects.values().stream()
            .filter(Service.class::isInstance)
            .map(version)
            .map(Service.class::cast)
            .toList(),
        new Snapshot.Credentials(
            found(Secret.class, version, secret -> named(secret, own)),
            found(Secret.class, version, secret -> named(secret, source(upgrade))),
            found(HasMetadata.class, version, object -> isClientTrust(upgrade, object))),
        new Snapshot.Sidecars(List.of(), List.of()),
        Rivals.of(upgrade(), upgrades(), neighbours(version), 0));
  }

  private <R extends HasMetadata> Optional<R> found(
      Class<R> kind, Function<HasMetadata, HasMetadata> version, Predicate<R> wanted) {
    return objects.values().stream()
        .filter(kind::isInstance)
        .map(version)
        .map(kind::cast)
        .filter(wanted)
        .findFirst();
  }

  private static String source(HttpsUpgrade upgrade) {
    return upgrade.getSpec().certificate().source().namedSecret().orElse("");
  }

  /** Whether {@code object} is what the upgrade names for the CAs of clients. */
  static boolean isClientTrust(HttpsUpgrade upgrade, HasMetadata object) {
    return upgrade
        .getSpec()
        .tls()
        .clientAuth()
        .source()
        .filter(source ->
            source.description().equals(object.getKind() + " " + object.getMetadata().getName()))
        .isPresent();
  }

  private static boolean named(HasMetadata object, String name) {
    return object.getMetadata().getName().equals(name);
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
