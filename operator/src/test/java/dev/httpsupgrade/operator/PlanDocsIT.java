package dev.httpsupgrade.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgradeStatus;
import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The status in {@code docs/plan.md} is the one of the example; made with -Ddocs.update. */
@ExtendWith({ControlPlane.Extension.class, RunningOperator.Extension.class})
final class PlanDocsIT {

  private static final Path DOCS = Path.of("..", "docs", "plan.md");
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Pattern SAMPLE =
      Pattern.compile("(<!-- status -->\n```yaml\n)(.*?)(```\n)", Pattern.DOTALL);

  private final ControlPlane controlPlane;
  private final Shop shop;
  private final PlannedShop plans;

  PlanDocsIT(ControlPlane controlPlane, RunningOperator operator) {
    this.controlPlane = controlPlane;
    shop = new Shop(controlPlane);
    plans = new PlannedShop(controlPlane, shop);
  }

  @Test
  void theStatusIsTheOneOfTheExample() throws IOException {
    for (Path file :
        List.of(Path.of("httpbin", "app.yaml"), Path.of("plan-first", "https-upgrade.yaml"))) {
      for (HasMetadata object : controlPlane.load(EXAMPLES.resolve(file))) {
        if (!(object instanceof Namespace)) {
          object.getMetadata().setNamespace(shop.namespace);
          object.getMetadata().setLabels(Map.of(RunningOperator.MINE, "true"));
          controlPlane.client().resource(object).create();
        }
      }
    }

    String yaml = sample(plans.awaitPlanned("httpbin"));

    Matcher sample = SAMPLE.matcher(Files.readString(DOCS, UTF_8));
    assertThat(sample.find()).isTrue();
    if (System.getProperty("docs.update") != null) {
      Files.writeString(
          DOCS,
          sample.replaceFirst(
              match -> Matcher.quoteReplacement(match.group(1) + yaml + match.group(3))),
          UTF_8);
    } else {
      assertThat(sample.group(2)).isEqualTo(yaml);
    }
  }

  /** What a person looks for; the basis is another one each time. */
  private static String sample(HttpsUpgradeStatus status) {
    var shown = new LinkedHashMap<String, @Nullable Object>();
    shown.put("nextAction", status.nextAction());
    shown.put("plan", OperatorPlanIT.plan(status));
    return GoldenCase.YAML
        .asYaml(Map.of("status", shown))
        .replaceFirst("^---\n", "")
        .replaceFirst("basis: .*", "basis: 3f0c4a7be1d29586");
  }
}
