package dev.httpsupgrade.proxy.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the session tickets (RFC 8446 §4.6.1), the same for each certificate that is loaded, so
 * that clients resume across a reload.
 *
 * <p>Whoever gets such a key can read resumed TLS 1.2 sessions: they live in memory alone and
 * change.
 */
final class TicketKeys {

  /** How often to rotate: a ticket is good for one to two turns. */
  static final Duration TURN = Duration.ofHours(12);

  private final Random random;
  private final LongSupplier nanoTime;
  private long since;
  private OpenSslSessionTicketKey current;
  private @Nullable OpenSslSessionTicketKey previous;

  /**
   * The first key.
   *
   * @param random a {@link java.security.SecureRandom} outside tests
   * @param nanoTime a clock as {@link System#nanoTime()} is one
   */
  TicketKeys(Random random, LongSupplier nanoTime) {
    this.random = random;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
    this.current = newKey();
  }

  /** Takes a new key if it is time; older tickets stay good for one more turn. */
  boolean rotateIfDue() {
    long now = nanoTime.getAsLong();
    if (now - since < TURN.toNanos()) {
      return false;
    }
    since = now;
    previous = current;
    current = newKey();
    return true;
  }

  void applyTo(ReferenceCountedOpenSslContext context) {
    if (previous == null) {
      context.sessionContext().setTicketKeys(current);
    } else {
      context.sessionContext().setTicketKeys(current, previous);
    }
  }

  private OpenSslSessionTicketKey newKey() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
