package dev.httpsupgrade.sidecar.config;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes {@link SidecarStatus} as JSON; times as RFC 3339 has them. */
public final class SidecarStatusCodec {

  private SidecarStatusCodec() {}

  public static String write(SidecarStatus status) {
    return new String(JsonWriter.write(RecordWriter.fields(status)), UTF_8);
  }
}
