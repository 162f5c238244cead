package dev.httpsupgrade.proxy.config;

/** A configuration that can't be used; the message is one line that names the field or variable. */
public final class UnusableConfigException extends Exception {

  public UnusableConfigException(String message) {
    super(message);
  }
}
