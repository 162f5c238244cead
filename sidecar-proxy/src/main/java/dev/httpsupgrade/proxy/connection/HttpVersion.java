package dev.httpsupgrade.proxy.connection;

/** The client's version of HTTP; its label is the metrics' {@code protocol}. */
public enum HttpVersion {
  HTTP_1_0("HTTP/1.0"),
  HTTP_1_1("HTTP/1.1"),
  /** The request was refused before its version was known. */
  UNKNOWN("unknown");

  private final String label;

  HttpVersion(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
