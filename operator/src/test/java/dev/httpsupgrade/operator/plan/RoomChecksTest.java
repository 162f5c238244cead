package dev.httpsupgrade.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.SidecarSpec;
import dev.httpsupgrade.operator.gather.Amounts;
import dev.httpsupgrade.operator.gather.Room;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sums behind {@code NoRoom}: sidecars ask for 25m and 96Mi, the pods for 100m and 64Mi. */
final class RoomChecksTest {

  private static final Amounts POD =
      Amounts.of(
          new ResourceRequirementsBuilder()
              .addToRequests("cpu", new Quantity("100m"))
              .addToRequests("memory", new Quantity("64Mi"))
              .build());

  @ParameterizedTest
  @CsvSource({
    "requests.cpu, 400m, 200m, 4, false, true",
    "requests.cpu, 299m, 200m, 4, false, false",
    "requests.cpu, 300m, 200m, 4, false, true",
    "cpu,          300m, 200m, 4, true,  false",
    "cpu,          400m, 200m, 4, true,  true",
    "memory,       191Mi, 0,   2, false, false",
    "memory,       192Mi, 0,   2, false, true",
    "limits.memory, 384Mi, 0,  2, false, true",
    "limits.memory, 383Mi, 0,  2, false, false",
    "pods,         4,    4,    4, true,  false",
    "pods,         5,    4,    4, true,  true",
    "pods,         4,    4,    4, false, true",
    "requests.cpu, 1m,   1m,   0, false, true",
    "limits.cpu,   100,  0,    0, false, false",
    "configmaps,   1,    1,    2, true,  true"
  })
  void thereIsRoomIfWhatIsUsedAndNeededFits(
      String resource, String hard, String used, int pods, boolean surplus, boolean fits) {
    var quota =
        new Room.Quota("quota", Map.of(resource, number(hard)), Map.of(resource, number(used)));
    var room =
        new Room(
            List.of(quota),
            List.of(),
            Amounts.of(null),
            new Room.Pods(pods, surplus, POD, Amounts.of(null)));

    List<Problem> problems = RoomChecks.problems(room, asking(Map.of()));

    assertThat(problems.isEmpty()).as(problems.toString()).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "25m,  500m, 500m, true",
    "20m,  500m, 500m, true",
    "100m, 925m, 500m, true",
    "100m, 924m, 500m, false"
  })
  void ofOneThatIsThereOnlyWhatIsNewCountsAndThePodBeside(
      String asked, String hard, String used, boolean fits) {
    var quota =
        new Room.Quota(
            "quota", Map.of("requests.cpu", number(hard)), Map.of("requests.cpu", number(used)));
    Amounts present = Amounts.of(SidecarResources.of(asking(Map.of()).resources()));
    var room =
        new Room(List.of(quota), List.of(), Amounts.of(null), new Room.Pods(4, true, POD, present));

    List<Problem> problems = RoomChecks.problems(room, asking(Map.of("cpu", new Quantity(asked))));

    assertThat(problems.isEmpty()).as(problems.toString()).isEqualTo(fits);
  }

  private static SidecarSpec asking(Map<String, Quantity> requests) {
    return new SidecarSpec(
        SidecarSpec.Level.INFO,
        new SidecarSpec.Resources(requests, Map.of()),
        new SidecarSpec.Update(null, null));
  }

  private static BigDecimal number(String quantity) {
    return new Quantity(quantity).getNumericalAmount();
  }
}
