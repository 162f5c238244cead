package dev.httpsupgrade.proxy.config;

import dev.httpsupgrade.sidecar.config.SidecarConfig;

/**
 * A valid configuration and what it was read from.
 *
 * @param sha256 SHA-256 of the file's bytes, lower-case hex, by which the operator knows it again
 */
public record LoadedConfig(SidecarConfig config, String sha256) {}
