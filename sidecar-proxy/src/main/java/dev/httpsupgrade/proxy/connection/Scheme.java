package dev.httpsupgrade.proxy.connection;

/** How the client speaks to us; its label is the metrics' {@code scheme}. */
public enum Scheme {
  HTTP("http"),
  HTTPS("https");

  private final String label;

  Scheme(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
