package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.HttpVersion;
import dev.httpsupgrade.proxy.connection.RequestEvents;
import java.util.function.LongSupplier;

/** Tells what happens to the requests of one connection, which come one after the other. */
final class RequestRecorder {

  /** How many bytes are told at a time, so that a long transfer is seen while it goes on. */
  private static final int TELL_BYTES = 1 << 20;

  private final RequestEvents events;
  private final LongSupplier nanoTime;

  private boolean inFlight;
  private boolean tunnel;
  private HttpVersion version = HttpVersion.UNKNOWN;
  private long begun;
  private long received;
  private long sent;

  RequestRecorder(RequestEvents events, LongSupplier nanoTime) {
    this.events = events;
    this.nanoTime = nanoTime;
  }

  /** The request's first bytes are there; may be called again as more come. */
  void begin() {
    if (!inFlight) {
      inFlight = true;
      version = HttpVersion.UNKNOWN;
      begun = nanoTime.getAsLong();
      events.begun();
    }
  }

  /** Its head is complete. */
  void head(boolean http11) {
    begin();
    version = http11 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
  }

  /** Its final answer has begun. */
  void answered(int status) {
    begin();
    events.answered(version, status);
  }

  /** It has become a tunnel. */
  void upgraded() {
    tunnel = true;
    events.tunnelBegun();
    complete();
  }

  /** It is over, one way or the other; so is its tunnel. */
  void end() {
    if (tunnel) {
      tunnel = false;
      events.tunnelEnded();
    }
    complete();
    tellBytes();
  }

  void received(int bytes) {
    received += bytes;
    if (received >= TELL_BYTES) {
      tellBytes();
    }
  }

  void sent(int bytes) {
    sent += bytes;
    if (sent >= TELL_BYTES) {
      tellBytes();
    }
  }

  private void complete() {
    if (inFlight) {
      inFlight = false;
      events.ended(nanoTime.getAsLong() - begun);
    }
  }

  private void tellBytes() {
    if (received > 0) {
      events.received(received);
      received = 0;
    }
    if (sent > 0) {
      events.sent(sent);
      sent = 0;
    }
  }
}
