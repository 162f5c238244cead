package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.AccessEntry;
import dev.httpsupgrade.proxy.connection.AccessEvents;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.HttpVersion;
import dev.httpsupgrade.proxy.connection.RequestEvents;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells what happens to the requests of one connection, which come one after the other. */
final class RequestRecorder {

  /** How many bytes are told at a time, so that a long transfer is seen while it goes on. */
  private static final int TELL_BYTES = 1 << 20;

  private final RequestEvents events;
  private final AccessEvents log;
  private final Supplier<AccessEntry.Client> client;
  private final LongSupplier nanoTime;

  private boolean inFlight;
  private boolean tunnel;
  private HttpVersion version = HttpVersion.UNKNOWN;
  private long begun;
  private long received;
  private long receivedTold;
  private long sent;
  private long sentTold;

  // For the access log alone.
  private boolean logged;
  private String head = "";
  private int status;
  private long firstByte;

  /**
   * Nothing has come yet.
   *
   * @param client asked when it is known and only if the access log is on
   */
  RequestRecorder(
      RequestEvents events,
      AccessEvents log,
      Supplier<AccessEntry.Client> client,
      LongSupplier nanoTime) {
    this.events = events;
    this.log = log;
    this.client = client;
    this.nanoTime = nanoTime;
  }

  /** The request's first bytes are there; may be called again as more come. */
  void begin() {
    if (!inFlight) {
      inFlight = true;
      version = HttpVersion.UNKNOWN;
      begun = nanoTime.getAsLong();
      events.begun();
      logged = log.on();
      if (logged) {
        head = "";
        status = 0;
        firstByte = -1;
      }
    }
  }

  /**
   * Its head is complete.
   *
   * @return whether {@link #head(String)} is to be called, too
   */
  boolean head(boolean http11) {
    begin();
    version = http11 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
    return logged;
  }

  /** Its head or the beginning of it, a character per byte. */
  void head(String begin) {
    head = begin;
  }

  /** Its final answer has begun. */
  void answered(int answer) {
    begin();
    events.answered(version, answer);
    if (logged) {
      status = answer;
      firstByte = nanoTime.getAsLong() - begun;
    }
  }

  /** It has become a tunnel. */
  void upgraded() {
    tunnel = true;
    events.tunnelBegun();
    complete();
  }

  /**
   * It is over, one way or the other; so is its tunnel.
   *
   * @param reason why the connection ends with it, null if it goes on
   */
  void end(@Nullable CloseReason reason) {
    if (tunnel) {
      tunnel = false;
      events.tunnelEnded();
    }
    complete();
    if (logged) {
      logged = false;
      tellLog(reason);
    }
    tellBytes();
    received = 0;
    receivedTold = 0;
    sent = 0;
    sentTold = 0;
  }

  void received(int bytes) {
    received += bytes;
    if (received - receivedTold >= TELL_BYTES) {
      tellBytes();
    }
  }

  void sent(int bytes) {
    sent += bytes;
    if (sent - sentTold >= TELL_BYTES) {
      tellBytes();
    }
  }

  private void complete() {
    if (inFlight) {
      inFlight = false;
      events.ended(nanoTime.getAsLong() - begun);
    }
  }

  private void tellLog(@Nullable CloseReason reason) {
    log.tell(
        new AccessEntry(
            client.get(),
            new AccessEntry.Said(head, version, status),
            new AccessEntry.Bytes(received, sent),
            new AccessEntry.Times(begun, firstByte, nanoTime.getAsLong() - begun),
            reason));
    head = "";
  }

  private void tellBytes() {
    if (received > receivedTold) {
      events.received(received - receivedTold);
      receivedTold = received;
    }
    if (sent > sentTold) {
      events.sent(sent - sentTold);
      sentTold = sent;
    }
  }
}
