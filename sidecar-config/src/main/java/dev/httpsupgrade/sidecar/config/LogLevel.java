package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much the sidecar logs, from most to least. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR;

  /** As in the configuration. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
