package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.sidecar.config.InvalidSidecarConfigException;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.SidecarConfigCodec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is planned for given objects; {@code mvn test -Dgolden.update} writes the expected files.
 *
 * @see GoldenCase
 */
final class PlannerGoldenTest {

  private static final Pattern INPUT =
      Pattern.compile(
          "in-(upgrade|older-upgrade|sharing-upgrade|deployment|statefulset|daemonset|service-.+|secret-.+|configmap-.+|(?:networkpolicy|ingress|httproute|grpcroute|servicemonitor|podmonitor|hpa|vpa|pdb|rollout|resourcequota|limitrange|node)-.+)\\.yaml");

  private static final Set<String> NAMED =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "Secret", "ConfigMap");

  private static final List<GoldenCase> CASES = GoldenCase.all();

  static List<GoldenCase> cases() {
    return CASES;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theObjectsAreAsTheFilesSay(GoldenCase golden) throws IOException {
    SortedMap<String, String> planned = GoldenOutput.of(golden.plan());
    if (System.getProperty("golden.update") != null) {
      write(golden.folder(), planned);
    }
    assertThat(outputs(golden.folder())).isEqualTo(planned);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theSameInputsGiveTheSamePlan(GoldenCase golden) {
    assertThat(golden.plan()).isEqualTo(golden.plan());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theConfigurationIsOneThatASidecarReads(GoldenCase golden)
      throws InvalidSidecarConfigException {
    if (golden.plan() instanceof PlanResult.Planned(Plan plan)) {
      String json = plan.configMap().getData().getOrDefault(Names.CONFIG_FILE, "");

      SidecarConfig read = SidecarConfigCodec.parse(json.getBytes(UTF_8));

      assertThat(new String(SidecarConfigCodec.write(read), UTF_8)).isEqualTo(json);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyInputIsUsed(GoldenCase golden) {
    assertThat(golden.objects().keySet()).allMatch(file -> INPUT.matcher(file).matches());
    assertThat(golden.objects().values())
        .filteredOn(object -> !(object instanceof Node))
        .allMatch(object -> golden.upgrade().getMetadata().getNamespace().equals(namespace(object)))
        .as("a workload is the target, a Secret is the own one, the source or the clients' CAs")
        .filteredOn(object -> NAMED.contains(object.getKind()))
        .allMatch(object -> isNamed(golden, object));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyFileIsAnInputOrAnOutput(GoldenCase golden) throws IOException {
    try (Stream<Path> files = Files.list(golden.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.matches("(in|out)-.+\\.yaml"));
    }
  }

  @Test
  void upgradedObjectsPlannedAgainGiveThePlanThatTheyWereUpgradedBy() throws IOException {
    Path root = Path.of("src", "test", "resources", "plan");
    Map<String, String> first = outputs(root.resolve("unnamed-port-and-init-containers"));
    Map<String, String> again = outputs(root.resolve("already-upgraded"));
    first.remove("out-certificate.yaml");
    again.remove("out-certificate.yaml");
    assertThat(again).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"options-of-tls-http-and-limits", "client-trust-required-with-revocation-lists"})
  void noOptionOfTlsOrHttpRestartsAPod(String golden) throws IOException {
    Path root = Path.of("src", "test", "resources", "plan");
    Map<String, String> without = outputs(root.resolve("unnamed-port"));
    Map<String, String> with = outputs(root.resolve(golden));

    assertThat(with.remove("out-configmap.yaml"))
        .isNotEqualTo(without.remove("out-configmap.yaml"));
    assertThat(with).isEqualTo(without);
  }

  private static boolean isNamed(GoldenCase golden, HasMetadata object) {
    var upgrade = golden.upgrade();
    String name = object.getMetadata().getName();
    return object.getApiVersion().equals("apps/v1")
        ? upgrade.getSpec().targetRef().toString().equals(object.getKind() + " " + name)
        : name.equals(upgrade.getMetadata().getName() + "-https-upgrade")
            || upgrade
                .getSpec()
                .certificate()
                .source()
                .namedSecret()
                .filter(name::equals)
                .isPresent()
            || GoldenCase.isClientTrust(upgrade, object);
  }

  private static String namespace(HasMetadata object) {
    return object.getMetadata().getNamespace();
  }

  private static SortedMap<String, String> outputs(Path folder) throws IOException {
    var outputs = new TreeMap<String, String>();
    for (Path file : outputFiles(folder)) {
      outputs.put(file.getFileName().toString(), Files.readString(file, UTF_8));
    }
    return outputs;
  }

  private static void write(Path folder, Map<String, String> outputs) throws IOException {
    for (Path file : outputFiles(folder)) {
      Files.delete(file);
    }
    for (Map.Entry<String, String> output : outputs.entrySet()) {
      Files.writeString(folder.resolve(output.getKey()), output.getValue(), UTF_8);
    }
  }

  private static Iterable<Path> outputFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("out-")).toList();
    }
  }
}
