package dev.httpsupgrade.proxy.http.message;

import java.util.List;

/** Names of fields that a configuration is about, found in a head without making a string. */
public final class FieldNames {

  private static final int LONGEST_TOLD_APART = 63;

  private final String[] lower;

  /** A bit for each length that one of them has: most fields are told by it. */
  private final long lengths;

  public FieldNames(List<String> lower) {
    this.lower = lower.toArray(new String[0]);
    this.lengths = lower.stream().mapToLong(name -> bit(name.length())).reduce(0, (a, b) -> a | b);
  }

  public boolean has(Head head, int field) {
    int start = head.start(field);
    int end = head.nameEnd(field);
    if ((lengths & bit(end - start)) == 0) {
      return false;
    }
    for (String name : lower) {
      if (Ascii.is(head.bytes(), start, end, name)) {
        return true;
      }
    }
    return false;
  }

  private static long bit(int length) {
    return 1L << Math.min(length, LONGEST_TOLD_APART);
  }
}
