package dev.httpsupgrade.proxy.http.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message's head as positions in its bytes: nothing is copied out of it.
 *
 * <p>One per event loop, filled again for each head: between two heads it means nothing.
 */
public final class Head {

  private static final int FIRST_BYTES = 1 << 13;
  private static final int FIRST_FIELDS = 32;
  private static final int POSITIONS = 4;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int[] positions = new int[FIRST_FIELDS * POSITIONS];
  private @Nullable FieldName[] names = new @Nullable FieldName[FIRST_FIELDS];
  private int count;
  private int firstLineEnd;

  /** Room for {@code length} bytes, in which the head is to be put. */
  public byte[] room(int length) {
    if (bytes.length < length) {
      bytes = new byte[Integer.highestOneBit(length - 1) << 1];
    }
    return bytes;
  }

  public byte[] bytes() {
    return bytes;
  }

  void begin(int endOfFirstLine) {
    count = 0;
    firstLineEnd = endOfFirstLine;
  }

  void add(int start, int nameEnd, int valueStart, int valueEnd) {
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      positions = Arrays.copyOf(positions, count * 2 * POSITIONS);
    }
    int at = count * POSITIONS;
    positions[at] = start;
    positions[at + 1] = nameEnd;
    positions[at + 2] = valueStart;
    positions[at + 3] = valueEnd;
    names[count] = FieldName.of(bytes, start, nameEnd);
    count++;
  }

  /** Number of field lines. */
  public int count() {
    return count;
  }

  /** Index after the first line, where the first field line starts. */
  int firstLineEnd() {
    return firstLineEnd;
  }

  public @Nullable FieldName name(int field) {
    return names[field];
  }

  int start(int field) {
    return positions[field * POSITIONS];
  }

  int nameEnd(int field) {
    return positions[field * POSITIONS + 1];
  }

  public int valueStart(int field) {
    return positions[field * POSITIONS + 2];
  }

  public int valueEnd(int field) {
    return positions[field * POSITIONS + 3];
  }

  /** Index of the first field of this name, or -1. */
  public int find(FieldName name) {
    for (int field = 0; field < count; field++) {
      if (names[field] == name) {
        return field;
      }
    }
    return -1;
  }

  /** The bytes in {@code [from, to)} as text. */
  public String text(int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
  }

  /** Whether the value begins with {@code lower}, in any case. */
  public boolean valueBegins(int field, String lower) {
    int from = valueStart(field);
    int to = from + lower.length();
    return to <= valueEnd(field) && Ascii.is(bytes, from, to, lower);
  }

  /** Whether the value is {@code lower}, in any case. */
  public boolean valueIs(int field, String lower) {
    return Ascii.is(bytes, valueStart(field), valueEnd(field), lower);
  }

  /** Whether the value, a list (RFC 9110 §5.6.1), has the element {@code lower}, in any case. */
  public boolean valueHas(int field, String lower) {
    int end = valueEnd(field);
    int from = valueStart(field);
    while (from < end) {
      int to = elementEnd(from, end);
      int last = to;
      while (last > from && Ascii.isBlank(bytes[last - 1])) {
        last--;
      }
      if (Ascii.is(bytes, from, last, lower)) {
        return true;
      }
      from = nextElement(to, end);
    }
    return false;
  }

  /**
   * Whether the value has a scheme that authenticates the connection, not the request (RFC 4559 and
   * its like), alone or as an element of a list.
   */
  public boolean valueBindsConnection(int field) {
    return valueBegins(field, "ntlm")
        || valueBegins(field, "negotiate")
        || valueHas(field, "ntlm")
        || valueHas(field, "negotiate");
  }

  /** Whether the value, a list, has the name of {@code field} as an element. */
  boolean valueNames(int list, int field) {
    return valueHas(list, text(start(field), nameEnd(field)).toLowerCase(Locale.ROOT));
  }

  private int elementEnd(int from, int end) {
    int i = from;
    while (i < end && bytes[i] != ',') {
      i++;
    }
    return i;
  }

  private int nextElement(int comma, int end) {
    int i = comma;
    while (i < end && (bytes[i] == ',' || Ascii.isBlank(bytes[i]))) {
      i++;
    }
    return i;
  }
}
