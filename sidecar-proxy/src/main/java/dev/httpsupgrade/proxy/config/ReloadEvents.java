package dev.httpsupgrade.proxy.config;

/** What is counted of configurations. */
public interface ReloadEvents {

  /** This configuration is in use from now on: the first one, or one that was applied. */
  void configUsed(String sha256);

  void configApplied();

  void configRefused();
}
