package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HostValue;
import dev.httpsupgrade.sidecar.config.TrafficPort;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What of a request matters to its answer, kept apart as the head's bytes are used again.
 *
 * <p>One per connection, filled again for each request: mostly with the same bytes.
 */
public final class RequestNotes {

  private static final byte[] NONE = {};

  /** What is longer is as if it were not there: a connection that rests must not hold it. */
  private static final int MOST = 512;

  private final TrafficPort port;
  private byte[] host = NONE;
  private int hostEnd;
  private int hostColon;
  private byte[] accept = NONE;
  private int acceptEnd;
  private boolean plainOrigin;
  private boolean bindsConnection;
  private @Nullable AnswerRules answerRules;

  public RequestNotes(TrafficPort port) {
    this.port = port;
  }

  /**
   * Notes a request.
   *
   * @param hostField index of the {@code Host} field, -1 if there is none
   * @param rules what is changed in its answer
   */
  public void take(Head head, int hostField, @Nullable AnswerRules rules) {
    clear();
    answerRules = rules;
    byte[] b = head.bytes();
    if (rules != null && hostField >= 0) {
      int from = head.valueStart(hostField);
      host = copied(head, hostField, host);
      hostEnd = length(head, hostField);
      hostColon = HostValue.portColon(b, from, from + hostEnd) - from;
    }
    for (int field = 0; field < head.count(); field++) {
      FieldName name = head.name(field);
      if (name == FieldName.ACCEPT && acceptEnd == 0) {
        accept = copied(head, field, accept);
        acceptEnd = length(head, field);
      } else if (name == FieldName.AUTHORIZATION) {
        bindsConnection |= head.valueBindsConnection(field);
      } else if (name == FieldName.ORIGIN) {
        plainOrigin = head.valueBegins(field, "http://");
      }
    }
  }

  /** Nothing is known of what comes next. */
  public void clear() {
    hostEnd = 0;
    hostColon = 0;
    acceptEnd = 0;
    plainOrigin = false;
    bindsConnection = false;
    answerRules = null;
  }

  TrafficPort port() {
    return port;
  }

  /** The {@code Host} field's value in its first {@link #hostEnd} bytes. */
  byte[] host() {
    return host;
  }

  int hostEnd() {
    return hostEnd;
  }

  /** Index of the colon before the host's port; {@link #hostEnd} if there is none. */
  int hostColon() {
    return hostColon;
  }

  public String accept() {
    return new String(accept, 0, acceptEnd, ISO_8859_1);
  }

  /** Whether a page that came by plain HTTP asks. */
  boolean plainOrigin() {
    return plainOrigin;
  }

  /** Whether its credentials hold for its connection, as NTLM's do. */
  public boolean bindsConnection() {
    return bindsConnection;
  }

  public @Nullable AnswerRules answerRules() {
    return answerRules;
  }

  private static int length(Head head, int field) {
    int length = head.valueEnd(field) - head.valueStart(field);
    return length > MOST ? 0 : length;
  }

  private static byte[] copied(Head head, int field, byte[] to) {
    int from = head.valueStart(field);
    int length = length(head, field);
    if (to.length < length) {
      return Arrays.copyOfRange(head.bytes(), from, from + length);
    }
    System.arraycopy(head.bytes(), from, to, 0, length);
    return to;
  }
}
