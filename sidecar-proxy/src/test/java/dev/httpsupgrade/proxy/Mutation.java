package dev.httpsupgrade.proxy;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes one request, or several, of others by a few random changes. */
final class Mutation {

  private static final List<String> PIECES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\0",
          " ",
          "\t",
          "\u000b",
          "\u00a0",
          ":",
          ";",
          ",",
          "0",
          "1",
          "f",
          "-",
          "+",
          "\"",
          "#",
          "%",
          "chunked",
          "close",
          "\r\n\r\n",
          "0\r\n\r\n",
          "5\r\nhello\r\n",
          ";a=b",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Host: x\r\n",
          "X-A: b\r\n ",
          "Connection: keep-alive\r\n",
          "Expect: 100-continue\r\n",
          "Upgrade: h2c\r\n",
          "GET /second HTTP/1.1\r\nHost: x\r\n\r\n",
          "HTTP/1.0",
          "http://x/");

  private final RandomGenerator random;

  Mutation(RandomGenerator random) {
    this.random = random;
  }

  String of(List<String> seeds) {
    var bytes = new StringBuilder(any(seeds));
    for (int i = random.nextInt(4); i >= 0; i--) {
      change(bytes, seeds);
    }
    return bytes.toString();
  }

  private void change(StringBuilder bytes, List<String> seeds) {
    int at = random.nextInt(bytes.length() + 1);
    int to = Math.min(bytes.length(), at + random.nextInt(1, 20));
    switch (random.nextInt(7)) {
      case 0 -> bytes.insert(at, any(PIECES));
      case 1 -> bytes.replace(at, to, any(PIECES));
      case 2 -> bytes.delete(at, to);
      case 3 -> bytes.insert(at, bytes.substring(at, to));
      case 4 -> bytes.insert(at, (char) random.nextInt(256));
      case 5 -> bytes.append(any(seeds));
      default -> {
        int line = Math.max(0, bytes.indexOf("\r\n"));
        bytes.insert(line, "\r\n" + any(PIECES).strip() + ": " + any(PIECES));
      }
    }
  }

  private String any(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
