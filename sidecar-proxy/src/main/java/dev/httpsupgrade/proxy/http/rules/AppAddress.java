package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.HeadWriter;
import dev.httpsupgrade.proxy.http.message.HostValue;
import java.util.List;
import java.util.Locale;

/**
 * Makes {@code https://} of {@code http://} where it leads to the app: to the host that the client
 * asked for, or to one of the configured ones.
 *
 * <p>Of its ports those are known that lead here: none or 80, the app's own, the one that we listen
 * on, and the one that the client used. They become the one that the client used, as that one
 * certainly speaks HTTPS. Any other port is another server, which may not.
 */
final class AppAddress {

  private static final String HTTP = "http://";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int UNKNOWN = -1;
  private static final byte[] S = "s".getBytes(US_ASCII);

  private final String[] hosts;

  AppAddress(List<String> hosts) {
    this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toArray(String[]::new);
  }

  /** Changes the address in {@code [from, to)} if it is one of the app's. */
  void edit(byte[] b, int from, int to, RequestNotes request, HeadWriter writer) {
    int start = from + HTTP.length();
    if (start >= to || !Ascii.is(b, from, start, HTTP)) {
      return;
    }
    int end = authorityEnd(b, start, to);
    if (start == end || !HostValue.isValid(b, start, end)) {
      return;
    }
    int colon = HostValue.portColon(b, start, end);
    boolean asked = isAsked(b, start, colon, request);
    int port = port(b, colon + 1, end, HTTP_PORT);
    if ((!asked && !isConfigured(b, start, colon)) || !leadsHere(port, request)) {
      return;
    }
    writer.splice(start - 3, start - 3, S, 0, 1);
    // Another name has its own standard port.
    if (asked || port != HTTP_PORT) {
      replacePort(colon, end, request, writer);
    } else {
      writer.splice(colon, end, S, 0, 0);
    }
  }

  private static boolean leadsHere(int port, RequestNotes request) {
    return port == HTTP_PORT
        || port == request.port().appPort()
        || port == request.port().port()
        || port == clientPort(request);
  }

  private static void replacePort(int colon, int end, RequestNotes request, HeadWriter writer) {
    int from = request.hostColon();
    boolean standard = clientPort(request) == HTTPS_PORT;
    writer.splice(colon, end, request.host(), from, standard ? 0 : request.hostEnd() - from);
  }

  private static int clientPort(RequestNotes request) {
    return port(request.host(), request.hostColon() + 1, request.hostEnd(), HTTPS_PORT);
  }

  private static int authorityEnd(byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] != '/' && b[i] != '?' && b[i] != '#') {
      i++;
    }
    return i;
  }

  private static boolean isAsked(byte[] b, int from, int to, RequestNotes request) {
    if (to - from != request.hostColon()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (Ascii.toLower(b[i]) != Ascii.toLower(request.host()[i - from])) {
        return false;
      }
    }
    return true;
  }

  private boolean isConfigured(byte[] b, int from, int to) {
    for (String host : hosts) {
      if (Ascii.is(b, from, to, host)) {
        return true;
      }
    }
    return false;
  }

  private static int port(byte[] b, int from, int to, int standard) {
    if (from >= to) {
      return standard;
    }
    int port = 0;
    for (int i = from; i < to; i++) {
      port = port * 10 + b[i] - '0';
      if (port > 0xffff) {
        return UNKNOWN;
      }
    }
    return port;
  }
}
