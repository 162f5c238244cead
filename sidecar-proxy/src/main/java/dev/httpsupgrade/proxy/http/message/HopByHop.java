package dev.httpsupgrade.proxy.http.message;

/** Which fields are about one connection only and end here (RFC 9110 §7.6.1). */
public final class HopByHop {

  private HopByHop() {}

  /**
   * Whether a {@code Connection} field nominates more than the usual options, so that every field
   * has to be looked up in it.
   */
  public static boolean nominates(Head head) {
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
  public static boolean drops(Head head, int field, boolean nominates) {
    FieldName name = head.name(field);
    return switch (name == null ? FieldName.Role.OTHER : name.role()) {
      // Trailers pass through here, so that the app may be told that they are welcome.
      case HOP -> name != FieldName.TE || !head.valueIs(field, "trailers");
      case MESSAGE, CLIENT -> false;
      case LINK, OTHER -> nominates && isNominated(head, field);
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
