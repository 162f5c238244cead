package dev.httpsupgrade.proxy.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One element of DER (X.690 §8.1): a tag of one byte and its content. */
final class Der {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int ENUMERATED = 0x0a;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;

  private final int tag;
  private final byte[] all;
  private final int start;
  private final int end;

  private Der(int tag, byte[] all, int start, int end) {
    this.tag = tag;
    this.all = all;
    this.start = start;
    this.end = end;
  }

  /**
   * Reads the one element that {@code bytes} are.
   *
   * @throws IllegalArgumentException if they are something else
   */
  static Der of(byte[] bytes) {
    List<Der> elements = elements(bytes, 0, bytes.length);
    if (elements.size() != 1) {
      throw new IllegalArgumentException("not one element of DER");
    }
    return elements.getFirst();
  }

  /** The tag of context-specific, constructed element {@code number}. */
  static int explicit(int number) {
    return 0xa0 | number;
  }

  boolean is(int expected) {
    return tag == expected;
  }

  /** This element, if it has this tag. */
  Der expect(int expected) {
    if (tag != expected) {
      throw new IllegalArgumentException(
          "tag 0x%02x at %d (expected: 0x%02x)".formatted(tag, start, expected));
    }
    return this;
  }

  byte[] content() {
    return Arrays.copyOfRange(all, start, end);
  }

  /** What this constructed element consists of. */
  List<Der> children() {
    return elements(all, start, end);
  }

  /** The child at {@code index}. */
  Der child(int index) {
    List<Der> children = children();
    if (index >= children.size()) {
      throw new IllegalArgumentException("element ends early at " + end);
    }
    return children.get(index);
  }

  private static List<Der> elements(byte[] bytes, int from, int to) {
    var elements = new ArrayList<Der>();
    int at = from;
    while (at < to) {
      Der element = element(bytes, at, to);
      elements.add(element);
      at = element.end;
    }
    return elements;
  }

  private static Der element(byte[] bytes, int at, int to) {
    if (to - at < 2) {
      throw new IllegalArgumentException("element ends early at " + at);
    }
    int length = bytes[at + 1] & 0xff;
    int start = at + 2;
    if (length > 0x7f) {
      int count = length & 0x7f;
      if (count == 0 || count > 3 || to - start < count) {
        throw new IllegalArgumentException("length at %d can't be read".formatted(at + 1));
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = (length << 8) | (bytes[start++] & 0xff);
      }
    }
    if (length > to - start) {
      throw new IllegalArgumentException("element ends early at " + at);
    }
    return new Der(bytes[at] & 0xff, bytes, start, start + length);
  }
}
