package dev.httpsupgrade.proxy.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogSettingsTest {

  @Test
  void aRecordIsOneLineWhateverItHolds() {
    var entry = new LogRecord(Level.WARNING, "client=a\r\nb refused");
    entry.setLoggerName("dev.httpsupgrade.proxy.Some");
    entry.setInstant(java.time.Instant.EPOCH);
    assertThat(new LineFormatter().format(entry))
        .isEqualTo("1970-01-01T00:00:00Z WARN Some: client=a  b refused\n");
  }
}
