package dev.httpsupgrade.proxy.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each session's secrets to a file in the NSS key log format, with which Wireshark and the
 * like read recorded traffic; for finding faults alone.
 *
 * <p>It writes on the event loop: a handshake takes as long as the file system does.
 */
public final class KeyLog implements KeyLogCallback {

  private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);

  private final OutputStream file;

  private KeyLog(OutputStream file) {
    this.file = file;
  }

  /**
   * Opens the file, which is its owner's alone from then on, to write behind what it holds.
   *
   * @throws IOException if it can't be written
   */
  public static KeyLog to(Path path) throws IOException {
    var owner = PosixFilePermissions.fromString("rw-------");
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    var file = Files.newByteChannel(path, options, PosixFilePermissions.asFileAttribute(owner));
    Files.setPosixFilePermissions(path, owner);
    return new KeyLog(Channels.newOutputStream(file));
  }

  /**
   * Has the sessions of a new context told to it.
   *
   * <p>Netty keeps the address that the library's functions take to itself and to what is derived
   * from its own classes; what it hands out is that of BoringSSL's context, which is another one.
   */
  void listenTo(ReferenceCountedOpenSslContext context) {
    try {
      Field address = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
      address.setAccessible(true);
      SSLContext.setKeyLogCallback(address.getLong(context), this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not Netty's TLS as we know it", e);
    }
  }

  /** Called by the TLS library, which swallows what is thrown here. */
  @Override
  public synchronized void handle(long ssl, byte[] line) {
    byte[] whole = new byte[line.length + 1];
    System.arraycopy(line, 0, whole, 0, line.length);
    whole[line.length] = '\n';
    try {
      file.write(whole);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("session keys not written");
    }
  }
}
