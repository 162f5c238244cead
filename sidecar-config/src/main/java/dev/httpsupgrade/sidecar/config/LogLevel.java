package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much the sidecar logs, from most to least. */
public enum LogLevel {
  @JsonProperty("debug")
  DEBUG,
  @JsonProperty("info")
  INFO,
  @JsonProperty("warn")
  WARN,
  @JsonProperty("error")
  ERROR
}
