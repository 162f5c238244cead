package dev.httpsupgrade.proxy;

/** What the sidecar may change in a message: everything else arrives as it was sent. */
final class OwnFields {

  /** About the connection to the app, and who the client is. */
  private static final String TO_APP =
      "Connection|Keep-Alive|X-Forwarded-(?:For|Proto|Host|Port)|X[-_]Real[-_]Ip";

  /** About the connection to the client. */
  private static final String TO_CLIENT = "Connection|Keep-Alive";

  private OwnFields() {}

  static String withoutThoseToTheApp(String bytes) {
    return without(TO_APP, bytes);
  }

  /** The version in a status line is about the connection, too (RFC 9110 §2.5). */
  static String withoutThoseToTheClient(String bytes) {
    return without(TO_CLIENT, bytes).replaceFirst("^HTTP/1\\.0 ", "HTTP/1.1 ");
  }

  private static String without(String names, String bytes) {
    return bytes.replaceAll("(?i)(?<=\n)(" + names + "):[^\r\n]*\r?\n", "");
  }
}
