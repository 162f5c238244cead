package dev.httpsupgrade.sidecar.config;

/**
 * What is done to HTTP on its way; by default as little as an app needs that knows nothing of TLS.
 *
 * @param plain what plain HTTP on a traffic port gets; default {@link PlainPolicy.Pass}
 * @param forwarding what the app is told about the client; default {@link Forwarding#DEFAULT}
 * @param rewrite what is changed in answers to HTTPS requests; default {@link Rewrite#DEFAULT}
 * @param accessLog which requests are logged; default {@link AccessLog#OFF}
 */
public record HttpConfig(
    PlainPolicy plain, Forwarding forwarding, Rewrite rewrite, AccessLog accessLog) {

  public static final HttpConfig DEFAULT =
      new HttpConfig(new PlainPolicy.Pass(), Forwarding.DEFAULT, Rewrite.DEFAULT, AccessLog.OFF);

  @SuppressWarnings("NullAway") // what a configuration leaves out is null here
  public HttpConfig {
    plain = plain == null ? new PlainPolicy.Pass() : plain;
    forwarding = forwarding == null ? Forwarding.DEFAULT : forwarding;
    rewrite = rewrite == null ? Rewrite.DEFAULT : rewrite;
    accessLog = accessLog == null ? AccessLog.OFF : accessLog;
  }
}
