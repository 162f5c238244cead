package dev.httpsupgrade.proxy.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.sidecar.config.InvalidSidecarConfigException;
import dev.httpsupgrade.sidecar.config.SidecarConfig;
import dev.httpsupgrade.sidecar.config.SidecarConfigCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Where the configuration is read from. */
public sealed interface ConfigSource {

  /**
   * Reads it as it is now.
   *
   * @throws UnusableConfigException if it can't be read or is not valid
   */
  LoadedConfig load() throws UnusableConfigException;

  /**
   * A JSON file, as the operator writes it; read again whenever it changes.
   *
   * @param file its path; in a mounted volume a name that the volume's {@code ..data} link leads to
   */
  record ConfigFile(Path file) implements ConfigSource {

    @Override
    public LoadedConfig load() throws UnusableConfigException {
      byte[] json = read();
      try {
        return new LoadedConfig(SidecarConfigCodec.parse(json), Sha256.hex(json));
      } catch (InvalidSidecarConfigException e) {
        throw new UnusableConfigException("%s: %s".formatted(file, e.getMessage()));
      }
    }

    public Path directory() {
      Path parent = file.toAbsolutePath().getParent();
      return parent == null ? Path.of("/") : parent;
    }

    private byte[] read() throws UnusableConfigException {
      try {
        return Files.readAllBytes(file);
      } catch (NoSuchFileException e) {
        throw new UnusableConfigException("--config: %s (expected: a file)".formatted(file));
      } catch (IOException e) {
        throw new UnusableConfigException("--config: can't be read: " + e);
      }
    }
  }

  /**
   * Environment variables, for use without an operator; they can't change while the proxy runs.
   *
   * @param variables the process's environment
   */
  record Environment(Map<String, String> variables) implements ConfigSource {

    @Override
    public LoadedConfig load() throws UnusableConfigException {
      SidecarConfig config = new EnvironmentReader(variables).read();
      return new LoadedConfig(config, Sha256.hex(config.toString().getBytes(UTF_8)));
    }
  }
}
