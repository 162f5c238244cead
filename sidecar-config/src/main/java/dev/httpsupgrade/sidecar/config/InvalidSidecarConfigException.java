package dev.httpsupgrade.sidecar.config;

/** A configuration that can't be used; the message is one line that names the field. */
public final class InvalidSidecarConfigException extends Exception {

  InvalidSidecarConfigException(String message) {
    super(message);
  }
}
