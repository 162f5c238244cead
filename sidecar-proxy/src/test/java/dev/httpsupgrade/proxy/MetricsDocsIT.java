package dev.httpsupgrade.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code -Ddocs.update} writes the tables anew. */
class MetricsDocsIT {

  private static final Path DOCS = Path.of("..", "docs", "metrics.md");
  private static final Pattern TABLES = Pattern.compile("(?s)(<!-- made .*? -->\n).*");
  private static final Pattern SERIES = Pattern.compile("(\\w+?)(\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern HISTOGRAM = Pattern.compile("_(bucket|sum|count)$");

  /** Labels whose values are fixed. */
  private static final Set<String> LISTED = Set.of("reason", "result");

  private record Family(String type, String help, TreeSet<String> labels) {}

  private final Map<String, Family> families = new TreeMap<>();

  /** By label and metric. */
  private final TreeMap<String, TreeSet<String>> values = new TreeMap<>();

  @Test
  void theDocumentHasEveryMetricAndTheValuesOfItsLabels() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      read(proxy.admin("/metrics"));
    }
    String docs = Files.readString(DOCS);
    Matcher tables = TABLES.matcher(docs);
    assertThat(tables.find()).isTrue();
    String expected = docs.substring(0, tables.end(1)) + table() + valueLists();
    if (System.getProperty("docs.update") != null) {
      Files.writeString(DOCS, expected);
    }
    assertThat(Files.readString(DOCS)).isEqualTo(expected);
  }

  @Test
  void namesFollowTheConvention() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app)) {
      read(proxy.admin("/metrics"));
      families.forEach((name, family) -> {
        assertThat(name).matches("(https_upgrade|process)_[a-z0-9_]+");
        assertThat(name.endsWith("_total")).as(name).isEqualTo(family.type().equals("counter"));
        assertThat(family.help()).as(name).isNotBlank();
      });
    }
  }

  private void read(String scrape) {
    for (String line : scrape.split("\n", -1)) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        families.put(words[2], new Family("", words[3], new TreeSet<>()));
      } else if (line.startsWith("# TYPE ")) {
        families.computeIfPresent(
            words[2], (_, family) -> new Family(words[3], family.help(), family.labels()));
      } else {
        Matcher series = SERIES.matcher(line);
        if (series.matches() && series.group(3) != null) {
          readLabels(series.group(1), series.group(3));
        }
      }
    }
  }

  private void readLabels(String series, String labels) {
    String name =
        families.containsKey(series) ? series : HISTOGRAM.matcher(series).replaceFirst("");
    Matcher label = LABEL.matcher(labels);
    while (label.find()) {
      if (!label.group(1).equals("le")) {
        requireNonNull(families.get(name)).labels().add(label.group(1));
      }
      if (LISTED.contains(label.group(1))) {
        values
            .computeIfAbsent("`%s` in `%s`".formatted(label.group(1), name), _ -> new TreeSet<>())
            .add(label.group(2));
      }
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

  private String valueLists() {
    values.values().removeIf(Set.of("success", "failure")::equals);
    var lists = new StringBuilder();
    values.forEach((where, all) -> {
      List<String> quoted = all.stream().map("`%s`"::formatted).toList();
      lists.append("\nValues of %s: %s.\n".formatted(where, String.join(", ", quoted)));
    });
    return lists.toString();
  }
}
