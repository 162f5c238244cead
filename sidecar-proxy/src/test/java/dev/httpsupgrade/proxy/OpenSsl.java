package dev.httpsupgrade.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code openssl s_client}, for what a client of the JDK can't ask for or doesn't tell. */
final class OpenSsl {

  private static final String GET =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private OpenSsl() {}

  /** All that the client prints about a handshake and one exchange after it. */
  static String client(int port, String... options) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of(options));
    command.add("-ign_eof");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getOutputStream()) {
      out.write(GET.getBytes(US_ASCII));
    } catch (IOException refused) {
      // It has ended already; what it printed tells why.
    }
    String printed = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("openssl hangs: " + printed);
    }
    return printed;
  }
}
