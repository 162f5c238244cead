package dev.httpsupgrade.proxy.config;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the configuration in use: a new one replaces it if it can be used as a whole, otherwise the
 * last good one stays and the reason is told.
 */
public final class ConfigReloader {

  /** Puts a configuration into effect, wholly or not at all. */
  public interface Target {

    /**
     * Applies what changed.
     *
     * @throws UnusableConfigException if a field can't be changed at run time or has no effect; all
     *     is then as before
     */
    void apply(LoadedConfig from, LoadedConfig to) throws UnusableConfigException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ConfigReloader.class);

  /** The configuration in use, and why a newer one is not. */
  public record Current(LoadedConfig loaded, @Nullable String error) {}

  private final ConfigSource source;
  private final Target target;
  private final ReloadEvents events;
  private volatile Current current;

  public ConfigReloader(
      ConfigSource source, LoadedConfig first, Target target, ReloadEvents events) {
    this.source = source;
    this.target = target;
    this.events = events;
    this.current = new Current(first, null);
    events.configUsed(first.sha256());
  }

  public Current current() {
    return current;
  }

  /** Looks whether there is a new configuration; called by one thread at a time. */
  public void reload() {
    try {
      LoadedConfig next = source.load();
      if (!next.sha256().equals(current.loaded().sha256())) {
        target.apply(current.loaded(), next);
        current = new Current(next, null);
        events.configApplied();
        events.configUsed(next.sha256());
        LOG.atInfo().addKeyValue("sha256", next.sha256()).log("configuration applied");
      } else if (current.error() != null) {
        LOG.atInfo().addKeyValue("sha256", next.sha256()).log("configuration is usable again");
        current = new Current(next, null);
      }
    } catch (UnusableConfigException e) {
      refuse(String.valueOf(e.getMessage()));
    }
  }

  /** Told once, not at each poll. */
  private void refuse(String error) {
    if (!error.equals(current.error())) {
      current = new Current(current.loaded(), error);
      events.configRefused();
      LOG.atWarn().addKeyValue("error", error).log("configuration refused");
    }
  }
}
