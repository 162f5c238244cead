package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.SidecarSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SidecarResourcesTest {

  @ParameterizedTest(name = "requests {0}, limits {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' | cpu=25m memory=96Mi | memory=192Mi",
        "cpu=1 | '' | cpu=1 memory=96Mi | memory=192Mi",
        "memory=64Mi | '' | cpu=25m memory=64Mi | memory=192Mi",
        "memory=256Mi | '' | cpu=25m memory=256Mi | memory=256Mi",
        "'' | memory=1Gi | cpu=25m memory=96Mi | memory=1Gi",
        "'' | memory=80Mi | cpu=25m memory=80Mi | memory=80Mi",
        "'' | cpu=10m | cpu=10m memory=96Mi | cpu=10m memory=192Mi",
        "'' | cpu=1 | cpu=25m memory=96Mi | cpu=1 memory=192Mi",
        "memory=100M | memory=101M | cpu=25m memory=100M | memory=101M",
      })
  void aDefaultGivesWayToWhatIsGiven(
      String requests, String limits, String expectedRequests, String expectedLimits) {
    var resources =
        SidecarResources.of(new SidecarSpec.Resources(quantities(requests), quantities(limits)));

    assertThat(resources.getRequests()).isEqualTo(quantities(expectedRequests));
    assertThat(resources.getLimits()).isEqualTo(quantities(expectedLimits));
  }

  private static Map<String, Quantity> quantities(String text) {
    return text.lines()
        .flatMap(line -> java.util.Arrays.stream(line.split(" ")))
        .map(pair -> pair.split("="))
        .collect(Collectors.toMap(pair -> pair[0], pair -> new Quantity(pair[1])));
  }
}
