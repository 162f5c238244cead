package dev.httpsupgrade.proxy.logs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** {@code time LEVEL logger: text}; only a defect's stack trace takes more than one line. */
final class LineFormatter extends Formatter {

  @Override
  public String format(LogRecord entry) {
    String name = String.valueOf(entry.getLoggerName());
    var line =
        new StringBuilder(160)
            .append(entry.getInstant())
            .append(' ')
            .append(level(entry.getLevel()))
            .append(' ')
            .append(name, name.lastIndexOf('.') + 1, name.length())
            .append(": ")
            .append(formatMessage(entry).replace('\n', ' ').replace('\r', ' '))
            .append('\n');
    if (entry.getThrown() != null) {
      var trace = new StringWriter();
      entry.getThrown().printStackTrace(new PrintWriter(trace));
      line.append(trace);
    }
    return line.toString();
  }

  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }
}
