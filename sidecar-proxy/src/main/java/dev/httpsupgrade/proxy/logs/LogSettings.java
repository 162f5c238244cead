package dev.httpsupgrade.proxy.logs;

import dev.httpsupgrade.sidecar.config.LogLevel;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The log on standard error: one line per record, at a level that can change at any time.
 *
 * <p>Behind SLF4J stands java.util.logging, since of SLF4J's own bindings it alone takes a new
 * level at run time.
 */
public final class LogSettings {

  /** Held here, because java.util.logging forgets the level of a logger nobody refers to. */
  private final Logger own = Logger.getLogger("dev.httpsupgrade");

  /** Takes the log over from whatever the runtime's configuration says. */
  public LogSettings() {
    LogManager.getLogManager().reset();
    var handler = new ConsoleHandler();
    handler.setFormatter(new LineFormatter());
    handler.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    // Libraries: what they tell below a warning is about themselves.
    root.setLevel(Level.WARNING);
  }

  public void level(LogLevel level) {
    own.setLevel(
        switch (level) {
          case DEBUG -> Level.FINE;
          case INFO -> Level.INFO;
          case WARN -> Level.WARNING;
          case ERROR -> Level.SEVERE;
        });
  }
}
