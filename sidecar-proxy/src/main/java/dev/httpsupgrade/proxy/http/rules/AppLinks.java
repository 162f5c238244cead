package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HeadWriter;
import java.util.List;

/** Finds the addresses in fields that hold some, and has the app's own lead to HTTPS. */
final class AppLinks {

  private static final String HTTP = "http://";

  private final AppAddress addresses;

  AppLinks(List<String> hosts) {
    addresses = new AppAddress(hosts);
  }

  /** Whether the value may hold an address that has to be changed. */
  static boolean mayBeIn(Head head, int field) {
    byte[] b = head.bytes();
    int last = head.valueEnd(field) - HTTP.length();
    for (int i = head.valueStart(field); i <= last; i++) {
      if (Ascii.is(b, i, i + HTTP.length(), HTTP)) {
        return true;
      }
    }
    return false;
  }

  void edit(Head head, int field, RequestNotes request, HeadWriter writer) {
    FieldName name = head.name(field);
    if (name == null) {
      return;
    }
    int from = head.valueStart(field);
    int to = head.valueEnd(field);
    byte[] b = head.bytes();
    switch (name) {
      case LOCATION, CONTENT_LOCATION -> addresses.edit(b, from, to, request, writer);
      case ACCESS_CONTROL_ALLOW_ORIGIN -> {
        // A page that still comes by plain HTTP must find its own origin.
        if (!request.plainOrigin()) {
          addresses.edit(b, from, to, request, writer);
        }
      }
      case REFRESH -> editRefresh(b, from, to, request, writer);
      case LINK -> editLink(b, from, to, request, writer);
      default -> {
        // No address is looked for in the others.
      }
    }
  }

  /** {@code 5; url=…} as browsers read it: perhaps quoted, perhaps without {@code url=}. */
  private void editRefresh(byte[] b, int from, int to, RequestNotes request, HeadWriter writer) {
    int i = from;
    while (i < to && b[i] != ';' && b[i] != ',') {
      i++;
    }
    i = skipBlanks(b, i + 1, to);
    if (i + 3 < to && Ascii.is(b, i, i + 3, "url")) {
      int equals = skipBlanks(b, i + 3, to);
      i = equals < to && b[equals] == '=' ? skipBlanks(b, equals + 1, to) : i;
    }
    int end = to;
    if (i < to && (b[i] == '\'' || b[i] == '"')) {
      end = indexOf(b, i + 1, to, b[i]);
      i++;
    }
    addresses.edit(b, i, end, request, writer);
  }

  /** {@code <…>; rel=…, <…>} (RFC 8288 §3). */
  private void editLink(byte[] b, int from, int to, RequestNotes request, HeadWriter writer) {
    int i = from;
    while (i < to) {
      if (b[i] == '<') {
        int end = indexOf(b, i, to, (byte) '>');
        addresses.edit(b, i + 1, end, request, writer);
        i = end;
      } else {
        // A quoted parameter may hold anything.
        i = b[i] == '"' ? quoteEnd(b, i + 1, to) + 1 : i + 1;
      }
    }
  }

  private static int quoteEnd(byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] != '"') {
      i += b[i] == '\\' ? 2 : 1;
    }
    return i;
  }

  private static int indexOf(byte[] b, int from, int to, byte wanted) {
    int i = from;
    while (i < to && b[i] != wanted) {
      i++;
    }
    return i;
  }

  private static int skipBlanks(byte[] b, int from, int to) {
    int i = from;
    while (i < to && Ascii.isBlank(b[i])) {
      i++;
    }
    return i;
  }
}
