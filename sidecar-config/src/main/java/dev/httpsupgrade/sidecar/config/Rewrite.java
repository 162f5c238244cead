package dev.httpsupgrade.sidecar.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is changed in the headers of answers to HTTPS requests, so that an app that believes to
 * serve plain HTTP needs no change.
 *
 * @param links whether {@code http://} becomes {@code https://} in {@code Location}, {@code
 *     Content-Location}, {@code Refresh}, {@code Link} and {@code Access-Control-Allow-Origin},
 *     where it leads to the host of the request or to one of {@code hosts}
 * @param hosts more names of the app, without port, at most 64; default none
 * @param cookies what is added to {@code Set-Cookie}; nothing if absent
 * @param hsts {@code Strict-Transport-Security}; the app's own, if any, passes if absent
 * @param headers fields that every answer gets or loses, at most 32; default none
 */
public record Rewrite(
    boolean links,
    List<String> hosts,
    @Nullable Cookies cookies,
    @Nullable Hsts hsts,
    List<HeaderChange> headers) {

  public static final Rewrite DEFAULT = new Rewrite(true, List.of(), null, null, List.of());
  public static final Rewrite NONE = new Rewrite(false, List.of(), null, null, List.of());

  private static final int MAX_HOSTS = 64;
  private static final int MAX_HEADERS = 32;

  @SuppressWarnings("NullAway") // what a configuration leaves out is null here
  public Rewrite {
    hosts = hosts == null ? List.of() : List.copyOf(hosts);
    headers = headers == null ? List.of() : List.copyOf(headers);
    Checks.inRange("hosts", hosts.size(), 0, MAX_HOSTS, "entries");
    for (int i = 0; i < hosts.size(); i++) {
      Checks.host("hosts[%d]".formatted(i), hosts.get(i));
    }
    Checks.inRange("headers", headers.size(), 0, MAX_HEADERS, "entries");
  }

  /**
   * What is added to each {@code Set-Cookie} (RFC 6265bis §4.1.2).
   *
   * @param secure whether {@code Secure} is added, so that browsers send the cookie over HTTPS
   *     alone
   * @param sameSite {@code SameSite} of cookies that have none; none is added if absent; {@code
   *     None} needs {@code secure}
   */
  public record Cookies(boolean secure, @Nullable SameSite sameSite) {
    public Cookies {
      if (sameSite == SameSite.NONE) {
        Checks.expect("sameSite", "None", secure, "secure: true, as browsers drop it otherwise");
      }
    }
  }

  /** Which requests from other sites carry a cookie. */
  public enum SameSite {
    STRICT("Strict"),
    LAX("Lax"),
    NONE("None");

    private final String text;

    SameSite(String text) {
      this.text = text;
    }

    /** As in the configuration. */
    @JsonValue
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * {@code Strict-Transport-Security} (RFC 6797 §6.1), in place of the app's own.
   *
   * @param maxAgeSeconds how long browsers remember to use HTTPS alone, 0 to 63072000 (2 years); 0
   *     makes them forget it
   * @param includeSubDomains whether for all names below as well
   * @param preload whether browsers' makers may build it in; needs {@code includeSubDomains} and a
   *     year at least
   */
  public record Hsts(int maxAgeSeconds, boolean includeSubDomains, boolean preload) {
    private static final int YEAR = 31_536_000;

    public Hsts {
      Checks.inRange("maxAgeSeconds", maxAgeSeconds, 0, 2 * YEAR, "seconds");
      Checks.expect(
          "preload",
          preload,
          !preload || (includeSubDomains && maxAgeSeconds >= YEAR),
          "false, or includeSubDomains and maxAgeSeconds >= 31536000");
    }
  }

  /**
   * A field of every answer.
   *
   * @param name its name, a token (RFC 9110 §5.1) that is not about framing or the connection
   * @param value its value in place of the app's own, at most 4096 visible characters; the field is
   *     removed if absent
   */
  public record HeaderChange(String name, @Nullable String value) {
    public HeaderChange {
      Checks.present("name", name);
      Checks.fieldName("name", name);
      if (value != null) {
        Checks.fieldValue("value", value);
      }
    }
  }
}
