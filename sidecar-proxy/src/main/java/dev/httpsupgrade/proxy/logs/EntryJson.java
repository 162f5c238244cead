package dev.httpsupgrade.proxy.logs;

import dev.httpsupgrade.proxy.connection.AccessEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns entries into lines of JSON; what is not known is left out. */
final class EntryJson {

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendInstant(3)
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final JsonLine line = new JsonLine();

  /**
   * One line with its end.
   *
   * @param time when the request began
   */
  byte[] line(AccessEntry entry, Instant time) {
    LoggedHead head = LoggedHead.of(entry.said().head());
    AccessEntry.Client client = entry.client();
    line.begin();
    line.text("time", TIME.format(time));
    line.text("port", client.port());
    line.text("scheme", client.scheme().label());
    line.text("protocol", entry.said().version().label());
    text("method", head.method());
    text("host", head.fields().get(LoggedHead.HOST));
    text("path", head.path());
    if (entry.said().status() > 0) {
      line.number("status", entry.said().status());
    }
    line.number("request_bytes", entry.bytes().received());
    line.number("response_bytes", entry.bytes().sent());
    millis("duration_ms", entry.times().duration());
    millis("first_byte_ms", entry.times().firstByte());
    line.text("client_address", client.address());
    text("tls_version", client.tlsVersion());
    text("tls_cipher", client.tlsCipher());
    text("user_agent", head.fields().get(LoggedHead.USER_AGENT));
    text("request_id", head.fields().get(LoggedHead.REQUEST_ID));
    text("traceparent", head.fields().get(LoggedHead.TRACE_PARENT));
    text("close_reason", entry.end() == null ? null : entry.end().label());
    return line.end();
  }

  private void text(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      line.text(name, value);
    }
  }

  private void millis(String name, long nanos) {
    if (nanos >= 0) {
      line.thousandths(name, TimeUnit.NANOSECONDS.toMicros(nanos));
    }
  }
}
