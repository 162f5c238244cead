package dev.httpsupgrade.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the sidecar may change in a message: everything else arrives as it was sent. */
enum AllowedDifferences {
  OVER_PLAIN("", ""),

  /** Where the sidecar has ended TLS, it tells of the client, and the client itself can't. */
  OVER_TLS(
      "X[-_](?:Forwarded-(?:For|Proto|Host|Port)|Real[-_]Ip):[^\r\n]*",
      "X-Forwarded-For: 127\\.0\\.0\\.1|X-Forwarded-Proto: https"
          + "|X-Forwarded-Host: [^\r\n]*|X-Forwarded-Port: \\d+");

  /** About one connection: whether it is kept, and how long. */
  private static final String PERSISTENCE = "(?:Connection|Keep-Alive):[^\r\n]*";

  private static final Pattern CONNECTION =
      Pattern.compile("(?im)^Connection:[ \t]*([^\r\n]*?)[ \t]*\r?$");

  private final Pattern ends;
  private final Pattern added;

  AllowedDifferences(String ends, String added) {
    this.ends = lines(ends);
    this.added = lines(added);
  }

  /** What of the client's bytes has to arrive at the app. */
  String meantForTheApp(String sent) {
    return ends.matcher(sent).replaceAll("");
  }

  /** What the app got, without what the sidecar has added. */
  String withoutOurs(String received) {
    return added.matcher(received).replaceAll("");
  }

  /** The version in a status line is about the connection, too (RFC 9110 §2.5). */
  String meantForTheClient(String sent) {
    return lines("").matcher(sent).replaceAll("").replaceFirst("^HTTP/1\\.0 ", "HTTP/1.1 ");
  }

  /** What {@code Connection} fields say beside of whether the connection is kept. */
  static List<String> options(String bytes) {
    return CONNECTION
        .matcher(bytes)
        .results()
        .flatMap(field ->
            Arrays.stream(field.group(1).toLowerCase(Locale.ROOT).split("[ \t]*,[ \t]*", -1)))
        .filter(option -> !option.equals("close") && !option.equals("keep-alive"))
        .toList();
  }

  private static Pattern lines(String more) {
    String any = more.isEmpty() ? PERSISTENCE : PERSISTENCE + "|" + more;
    return Pattern.compile("(?<=\n)(?i:" + any + ")\r?\n");
  }
}
