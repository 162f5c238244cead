package dev.httpsupgrade.sidecar.config;

import java.util.regex.Pattern;

/**
 * Version of the configuration format, written as {@code major.minor}.
 *
 * <p>A minor version only adds fields that an older sidecar may ignore.
 *
 * @param major changes when an older sidecar can't do what is asked of it; {@code >= 1}
 * @param minor {@code >= 0}
 */
public record ConfigVersion(int major, int minor) {

  /** The version that this code reads and writes. */
  public static final ConfigVersion CURRENT = new ConfigVersion(1, 1);

  private static final Pattern FORMAT = Pattern.compile("([1-9]\\d{0,3})\\.(\\d{1,4})");

  public ConfigVersion {
    Checks.inRange("major", major, 1, 9999, "");
    Checks.inRange("minor", minor, 0, 9999, "");
  }

  public static ConfigVersion parse(String text) {
    var matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "version: %s (expected: major.minor, such as %s)".formatted(text, CURRENT));
    }
    return new ConfigVersion(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** Whether this code can act on a configuration of {@code other}'s version. */
  public boolean reads(ConfigVersion other) {
    return other.major == major;
  }

  /** Whether {@code other} may carry fields that this version does not know. */
  public boolean isOlderThan(ConfigVersion other) {
    return other.major == major && other.minor > minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
