package dev.httpsupgrade.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLCredential;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate as BoringSSL has it: parsed once, and only referred to by each handshake.
 *
 * <p>Of several, BoringSSL takes the first one whose key the client understands, which only it can
 * tell: in TLS 1.2 by cipher suites, in TLS 1.3 by signature algorithms.
 */
final class Credential {

  private final ServerCertificate certificate;
  private final long address;

  private Credential(ServerCertificate certificate, long address) {
    this.certificate = certificate;
    this.address = address;
  }

  /**
   * Hands a certificate to BoringSSL.
   *
   * @throws UnusableCertificateException if BoringSSL refuses it
   */
  @SuppressWarnings("IllegalCatch") // the library declares nothing narrower
  static Credential of(ServerCertificate certificate) throws UnusableCertificateException {
    OpenSsl.ensureAvailability();
    long address = 0;
    try {
      address = SSLCredential.newX509();
      setKey(address, certificate);
      setChain(address, certificate);
      OcspStaple staple = certificate.staple();
      if (staple != null) {
        SSLCredential.setOcspResponse(address, staple.bytes());
      }
      return new Credential(certificate, address);
    } catch (Exception e) {
      free(address);
      throw new UnusableCertificateException(
          "%s: refused by the TLS library: %s"
              .formatted(CertificateFiles.CERTIFICATE, e.getMessage()));
    }
  }

  ServerCertificate certificate() {
    return certificate;
  }

  /** Lets a handshake choose this one, unless it can use one that was offered before. */
  void offerTo(long ssl) throws Exception {
    SSL.addCredential(ssl, address);
  }

  /** Not to be offered any more; handshakes that it was offered to keep it as long as they need. */
  void free() {
    free(address);
  }

  private static void free(long address) {
    if (address != 0) {
      try {
        SSLCredential.free(address);
      } catch (Exception e) {
        throw new IllegalStateException("freed what was made", e);
      }
    }
  }

  private static void setKey(long address, ServerCertificate certificate) throws Exception {
    long bio = bio(pem("PRIVATE KEY", certificate.key().getEncoded()));
    long key = 0;
    try {
      key = SSL.parsePrivateKey(bio, null);
      SSLCredential.setPrivateKey(address, key);
    } finally {
      SSL.freeBIO(bio);
      if (key != 0) {
        SSL.freePrivateKey(key);
      }
    }
  }

  private static void setChain(long address, ServerCertificate certificate) throws Exception {
    var pem = new StringBuilder();
    for (X509Certificate each : certificate.chain()) {
      pem.append(pem("CERTIFICATE", encoded(each)));
    }
    long bio = bio(pem.toString());
    long chain = 0;
    try {
      chain = SSL.parseX509Chain(bio);
      SSLCredential.setCertChain(address, chain);
    } finally {
      SSL.freeBIO(bio);
      if (chain != 0) {
        SSL.freeX509Chain(chain);
      }
    }
  }

  private static byte[] encoded(X509Certificate certificate) throws CertificateEncodingException {
    return certificate.getEncoded();
  }

  private static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
  }

  private static long bio(String text) throws Exception {
    ByteBuf bytes = Unpooled.directBuffer(text.length());
    try {
      bytes.writeBytes(text.getBytes(US_ASCII));
      long bio = SSL.newMemBIO();
      SSL.bioWrite(bio, bytes.memoryAddress(), bytes.readableBytes());
      return bio;
    } finally {
      // It may hold a key.
      bytes.setZero(0, bytes.capacity());
      bytes.release();
    }
  }
}
