package dev.httpsupgrade.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLCredential;
import java.security.cert.X509Certificate;
import java.util.List;

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
      setKey(address, certificate.key());
      setChain(address, certificate.chain());
      OcspStaple staple = certificate.staple();
      if (staple != null) {
        SSLCredential.setOcspResponse(address, staple.bytes());
      }
      return new Credential(certificate, address);
    } catch (UnusableCertificateException e) {
      free(address);
      throw e;
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

  private static void setKey(long address, String pem) throws Exception {
    long bio = bio(pem);
    long key = 0;
    try {
      key = parseKey(bio);
      SSLCredential.setPrivateKey(address, key);
    } finally {
      SSL.freeBIO(bio);
      if (key != 0) {
        SSL.freePrivateKey(key);
      }
    }
  }

  @SuppressWarnings("IllegalCatch") // the library declares nothing narrower
  private static long parseKey(long bio) throws UnusableCertificateException {
    try {
      return SSL.parsePrivateKey(bio, null);
    } catch (Exception e) {
      throw new UnusableCertificateException(
          CertificateFiles.KEY
              + ": no private key (expected: RSA or EC; way out: openssl pkcs8 -topk8 -nocrypt)");
    }
  }

  private static void setChain(long address, List<X509Certificate> certificates) throws Exception {
    var pem = new StringBuilder();
    for (X509Certificate each : certificates) {
      pem.append(Pem.text("CERTIFICATE", each.getEncoded()));
    }
    long bio = bio(pem.toString());
    long chain = 0;
    try {
      chain = SSL.parseX509Chain(bio);
      setChain(address, chain);
    } finally {
      SSL.freeBIO(bio);
      if (chain != 0) {
        SSL.freeX509Chain(chain);
      }
    }
  }

  /** After the key, with which BoringSSL compares the leaf's. */
  @SuppressWarnings("IllegalCatch") // the library declares nothing narrower
  private static void setChain(long address, long chain) throws Exception {
    try {
      SSLCredential.setCertChain(address, chain);
    } catch (Exception e) {
      if (String.valueOf(e.getMessage()).matches("(?s).*KEY_(VALUES|TYPE)_MISMATCH.*")) {
        throw new UnusableCertificateException(
            "%s: not the key of the leaf in %s"
                .formatted(CertificateFiles.KEY, CertificateFiles.CERTIFICATE));
      }
      throw e;
    }
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
