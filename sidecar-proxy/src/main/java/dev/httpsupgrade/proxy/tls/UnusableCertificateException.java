package dev.httpsupgrade.proxy.tls;

/** A certificate or key that can't be served; the message is one line that names the file. */
public final class UnusableCertificateException extends Exception {

  UnusableCertificateException(String message) {
    super(message);
  }
}
