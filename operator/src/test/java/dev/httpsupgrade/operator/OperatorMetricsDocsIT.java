package dev.httpsupgrade.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.cluster.ControlPlane;
import dev.httpsupgrade.operator.cluster.EmptyRollouts;
import dev.httpsupgrade.operator.metrics.OperatorMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an operator that has upgraded something tells; {@code -Ddocs.update} writes the table anew.
 */
@ExtendWith(ControlPlane.Extension.class)
final class OperatorMetricsDocsIT {

  private static final Path DOCS = Path.of("..", "docs", "operator-metrics.md");
  private static final Pattern TABLE = Pattern.compile("(?s)(<!-- made .*? -->\n).*");
  private static final Pattern SERIES = Pattern.compile("(\\w+?)(\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern SUMMARY = Pattern.compile("_(sum|count|bucket)$");

  private record Family(String type, String help, TreeSet<String> labels) {}

  private final Map<String, Family> families = new TreeMap<>();
  private final Shop shop;
  private final EmptyRollouts rollouts;
  private final OperatorMetrics metrics = new OperatorMetrics();
  private final Lifecycle operator;

  OperatorMetricsDocsIT(ControlPlane controlPlane) throws IOException {
    shop = new Shop(controlPlane, RunningOperator.NOT_MINE);
    rollouts = new EmptyRollouts(controlPlane.client());
    OperatorAccount account =
        new OperatorAccount(controlPlane, "operator-of-" + shop.namespace).mayActIn(shop.namespace);
    operator =
        new Lifecycle(
            account.settings(shop.namespace),
            ControlPlane.client(account.config().build(), metrics.apiRequests()),
            metrics,
            () -> {});
    operator.start();
    shop.applyDeployment("");
    shop.applyService("shop", Shop.UNNAMED);
    shop.applyUpgrade("shop", "");
    shop.awaitReady("shop");
  }

  @AfterEach
  void end() {
    operator.handOver();
    rollouts.close();
  }

  @Test
  void theDocumentHasEveryMetric() throws IOException {
    read(metrics.scrape());
    String docs = Files.readString(DOCS);
    Matcher table = TABLE.matcher(docs);
    assertThat(table.find()).isTrue();
    String expected = docs.substring(0, table.end(1)) + table();
    if (System.getProperty("docs.update") != null) {
      Files.writeString(DOCS, expected);
    }
    assertThat(Files.readString(DOCS)).isEqualTo(expected);
  }

  @Test
  void theNumbersTellWhatHappened() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(metrics.scrape().lines())
                .contains(
                    "https_upgrade_operator_leading 1.0",
                    "https_upgrade_operator_certificates_total{result=\"success\"} 1.0",
                    "https_upgrade_operator_rollouts_total{step=\"completed\"} 1.0",
                    "https_upgrade_operator_upgrades{condition=\"Ready\",reason=\"Ready\",status=\"True\"} 1.0",
                    "https_upgrade_operator_api_requests_total{code=\"201\",resource=\"secrets\",verb=\"patch\"} 1.0")
                .anyMatch(line ->
                    line.startsWith(
                        "https_upgrade_operator_certificate_not_after_seconds{name=\"shop\",namespace=\"%s\"} "
                            .formatted(shop.namespace)))
                .anyMatch(line ->
                    line.startsWith(
                        "https_upgrade_operator_ca_not_after_seconds{phase=\"None\"} ")));
  }

  private void read(String scrape) {
    for (String line : scrape.split("\n", -1)) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        families.put(words[2], new Family("", words[3].strip(), new TreeSet<>()));
      } else if (line.startsWith("# TYPE ")) {
        families.computeIfPresent(
            words[2], (name, family) -> new Family(words[3], family.help(), family.labels()));
      } else {
        Matcher series = SERIES.matcher(line);
        if (series.matches() && series.group(3) != null) {
          readLabels(series.group(1), series.group(3));
        }
      }
    }
  }

  private void readLabels(String series, String labels) {
    String name = families.containsKey(series) ? series : SUMMARY.matcher(series).replaceFirst("");
    Matcher label = LABEL.matcher(labels);
    while (label.find()) {
      requireNonNull(families.get(name), name).labels().add(label.group(1));
    }
  }

  private String table() {
    var table = new StringBuilder("\n| name | type | labels | meaning |\n|---|---|---|---|\n");
    families.forEach((name, family) ->
        table.append(
            "| `%s` | %s | %s | %s |\n"
                .formatted(
                    name, family.type(), String.join(", ", family.labels()), family.help())));
    return table.toString();
  }
}
