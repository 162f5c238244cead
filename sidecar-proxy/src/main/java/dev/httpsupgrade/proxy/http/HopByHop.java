package dev.httpsupgrade.proxy.http;

/** Which fields are about one connection only and end here (RFC 9110 §7.6.1). */
final class HopByHop {

  private HopByHop() {}

  /**
   * Whether a {@code Connection} field nominates more than the usual options, so that every field
   * has to be looked up in it.
   */
  static boolean nominates(Head head) {
    for (int field = 0; field < head.count(); field++) {
      if (head.name(field) == FieldName.CONNECTION && !isUsual(head, field)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether this field ends here.
   *
   * @param nominates as {@link #nominates} told
   */
  static boolean drops(Head head, int field, boolean nominates) {
    return switch (head.name(field)) {
      case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, UPGRADE, HTTP2_SETTINGS -> true;
      // Trailers pass through here, so that the app may be told that they are welcome.
      case TE -> !head.valueIs(field, "trailers");
      // About the message or its way until here, whatever the client says (RFC 9110 §7.6.1).
      case CONTENT_LENGTH, TRANSFER_ENCODING, HOST, EXPECT -> false;
      case FORWARDED, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PORT, X_FORWARDED_PROTO ->
          false;
      case null -> nominates && isNominated(head, field);
    };
  }

  private static boolean isUsual(Head head, int field) {
    return head.valueIs(field, "keep-alive")
        || head.valueIs(field, "close")
        || head.valueIs(field, "upgrade")
        || head.valueIs(field, "keep-alive, upgrade");
  }

  private static boolean isNominated(Head head, int field) {
    for (int list = 0; list < head.count(); list++) {
      if (head.name(list) == FieldName.CONNECTION && head.valueNames(list, field)) {
        return true;
      }
    }
    return false;
  }
}
