package dev.httpsupgrade.proxy.tls;

import java.security.cert.CertificateException;

/** A client's certificate that is not accepted; without a stack trace, as clients cause it. */
final class UntrustedClientException extends CertificateException {

  private final HandshakeFailure reason;

  UntrustedClientException(HandshakeFailure reason, String message) {
    super(message);
    this.reason = reason;
  }

  HandshakeFailure reason() {
    return reason;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
