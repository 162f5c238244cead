package dev.httpsupgrade.proxy.config;

/** What is counted of configuration reloads. */
public interface ReloadEvents {

  void configApplied();

  void configRefused();
}
