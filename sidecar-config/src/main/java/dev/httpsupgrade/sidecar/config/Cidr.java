package dev.httpsupgrade.sidecar.config;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A block of IP addresses such as {@code 10.0.0.0/8} (RFC 4632 §3.1) or {@code fd00::/8} (RFC 4291
 * §2.3).
 *
 * @param network its first address
 * @param bits how many bits are the network's, 0 to 32 or 128
 */
public record Cidr(InetAddress network, int bits) {

  private static final Pattern FORMAT =
      Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/(\\d{1,3})");

  public Cidr {
    Checks.inRange("bits", bits, 0, network.getAddress().length * 8, "");
  }

  /**
   * Parses {@code address/bits}.
   *
   * @throws IllegalArgumentException if it is something else, or has bits set beyond the network's
   */
  public static Cidr parse(String text) {
    var matcher = FORMAT.matcher(text);
    if (matcher.matches()) {
      try {
        var cidr =
            new Cidr(InetAddress.ofLiteral(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (cidr.isFirst()) {
          return cidr;
        }
      } catch (IllegalArgumentException e) {
        throw invalid(text);
      }
    }
    throw invalid(text);
  }

  /** Whether {@code address} is in the block; an IPv4 address is never in an IPv6 block. */
  public boolean contains(InetAddress address) {
    byte[] own = network.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (own[i] != other[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((own[whole] ^ other[whole]) & (0xff00 >> rest) & 0xff) == 0;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + bits;
  }

  private boolean isFirst() {
    byte[] address = network.getAddress();
    for (int i = bits; i < address.length * 8; i++) {
      if ((address[i / 8] & (0x80 >> i % 8)) != 0) {
        return false;
      }
    }
    return true;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "%s (expected: the first address of a block and its bits, such as 10.0.0.0/8)"
            .formatted(text));
  }
}
