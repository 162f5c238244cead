package dev.httpsupgrade.proxy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a scanner says.
 *
 * @param severity as testssl.sh has it: OK, INFO, LOW, MEDIUM, HIGH, CRITICAL, WARN, FATAL
 */
record Finding(String id, String text, String severity) {

  private static final Set<String> HARMLESS = Set.of("OK", "INFO", "LOW", "DEBUG");
  private static final Pattern NO_ROW =
      Pattern.compile(
          "cert.*|clientsim.*|HTTP_.*|banner.*|DNS.*|cookie.*|security.*|HSTS|HPKP|scanTime"
              + "|TLS_timestamp|engine_problem");
  private static final Pattern CSV =
      Pattern.compile("(?m)^\"([^\"]*)\",\"[^\"]*\",\"[^\"]*\",\"([^\"]*)\",\"([^\"]*)\"");
  private static final Pattern PROTOCOL =
      Pattern.compile("<protocol type=\"(\\w+)\" version=\"([^\"]+)\" enabled=\"1\"");
  private static final Pattern CIPHER =
      Pattern.compile(
          "<cipher status=\"\\w+\" sslversion=\"([^\"]+)\" bits=\"\\d+\" cipher=\"([^\"]+)\"[^>]*"
              + "strength=\"(\\w+)\"");
  private static final Pattern GROUP =
      Pattern.compile("<group sslversion=\"([^\"]+)\" bits=\"(\\d+)\" name=\"([^\"]+)\"");

  static List<Finding> ofTestssl(String csv) {
    return CSV.matcher(csv)
        .results()
        .map(line -> new Finding(line.group(1), line.group(3), line.group(2)))
        .filter(finding -> !finding.severity.equals("severity"))
        .toList();
  }

  static List<Finding> ofSslscan(String xml) {
    return Stream.of(
            PROTOCOL
                .matcher(xml)
                .results()
                .map(each ->
                    new Finding(
                        each.group(1) + each.group(2),
                        "offered",
                        Set.of("1.2", "1.3").contains(each.group(2)) ? "OK" : "HIGH")),
            CIPHER
                .matcher(xml)
                .results()
                .map(each ->
                    new Finding(
                        each.group(1),
                        each.group(2),
                        Set.of("strong", "acceptable").contains(each.group(3)) ? "OK" : "HIGH")),
            GROUP
                .matcher(xml)
                .results()
                .map(each ->
                    new Finding(
                        each.group(1) + " group",
                        each.group(3),
                        Integer.parseInt(each.group(2)) >= 112 ? "OK" : "HIGH")))
        .flatMap(each -> each)
        .toList();
  }

  /** Apart from what is about the scanner itself, or the fields of the app's answers. */
  boolean isAboveLow() {
    return !HARMLESS.contains(severity)
        && !Set.of("engine_problem", "security_headers").contains(id);
  }

  /** Apart from what is about the app, the certificate or the scanner, or the time of day. */
  boolean isWorthARow() {
    return !NO_ROW.matcher(id).matches();
  }

  String row() {
    return "| %s | %s | %s |".formatted(id, text.strip().replace("|", "\\|"), severity);
  }
}
