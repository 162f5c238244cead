package dev.httpsupgrade.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  private record Family(String type, String help, TreeSet<String> labels) {}

  private final Map<String, Family> families = new TreeMap<>();
  private final TreeMap<String, TreeSet<String>> reasons = new TreeMap<>();

  @Test
  void theDocumentHasEveryMetricAndItsReasons() throws Exception {
    try (var app = TestApp.ok();
        var proxy = TestProxy.to(app);
        var client = proxy.tls()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      read(proxy.admin("/metrics"));
    }
    String docs = Files.readString(DOCS);
    Matcher tables = TABLES.matcher(docs);
    assertThat(tables.find()).isTrue();
    String expected = docs.substring(0, tables.end(1)) + table() + reasonLists();
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
      if (label.group(1).equals("reason")) {
        reasons.computeIfAbsent(name, _ -> new TreeSet<>()).add(label.group(2));
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

  private String reasonLists() {
    var lists = new StringBuilder();
    reasons.forEach((name, values) -> {
      List<String> quoted = values.stream().map("`%s`"::formatted).toList();
      lists.append(
          "\nValues of `reason` in `%s`: %s.\n".formatted(name, String.join(", ", quoted)));
    });
    return lists.toString();
  }
}
