package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.httpsupgrade.sidecar.config.Rewrite.SameSite;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done to HTTP on its way.
 *
 * @param hsts absent: the app's own passes
 * @param accessLog absent: nothing is logged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpSpec(
    Rewrite rewrite,
    @Nullable Hsts hsts,
    ResponseHeaders responseHeaders,
    Forwarding forwarding,
    @Nullable AccessLog accessLog) {

  static final HttpSpec DEFAULT =
      new HttpSpec(Rewrite.DEFAULT, null, ResponseHeaders.NONE, Forwarding.DEFAULT, null);

  public HttpSpec {
    rewrite = rewrite == null ? Rewrite.DEFAULT : rewrite;
    responseHeaders = responseHeaders == null ? ResponseHeaders.NONE : responseHeaders;
    forwarding = forwarding == null ? Forwarding.DEFAULT : forwarding;
  }

  /**
   * What is changed in the headers of answers to HTTPS requests.
   *
   * @param links whether links to the app become {@code https://}
   * @param hosts more host names of the app
   * @param cookies absent: cookies pass as they are
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Rewrite(
      @JsonProperty @Default("true") Boolean links, List<String> hosts, @Nullable Cookies cookies) {

    static final Rewrite DEFAULT = new Rewrite(true, List.of(), null);

    public Rewrite {
      links = links == null ? Boolean.TRUE : links;
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
    }
  }

  /**
   * What is added to each {@code Set-Cookie}.
   *
   * @param sameSite absent: nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cookies(
      @JsonProperty @Default("true") Boolean secure, @Nullable SameSite sameSite) {
    public Cookies {
      secure = secure == null ? Boolean.TRUE : secure;
    }
  }

  /**
   * {@code Strict-Transport-Security}.
   *
   * @param maxAge such as {@code 8760h}; 0s to 17520h
   */
  public record Hsts(
      @Required @Pattern(GoDuration.FORMAT) String maxAge,
      @JsonProperty @Default("false") Boolean includeSubDomains,
      @JsonProperty @Default("false") Boolean preload) {

    public Hsts {
      includeSubDomains = includeSubDomains == null ? Boolean.FALSE : includeSubDomains;
      preload = preload == null ? Boolean.FALSE : preload;
    }

    /** {@link #maxAge} as a value. */
    public Duration memory() {
      return GoDuration.parse(maxAge);
    }
  }

  /** Headers that every answer gets or loses. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ResponseHeaders(List<Header> set, List<String> remove) {

    static final ResponseHeaders NONE = new ResponseHeaders(List.of(), List.of());

    public ResponseHeaders {
      set = set == null ? List.of() : List.copyOf(set);
      remove = remove == null ? List.of() : List.copyOf(remove);
    }
  }

  /** A header with its value. */
  public record Header(@Required String name, @Required String value) {}

  /**
   * What the app is told about the client.
   *
   * @param trustedProxies CIDRs
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Forwarding(
      List<String> trustedProxies,
      @JsonProperty @Default("false") Boolean forwarded,
      @JsonProperty @Default("false") Boolean proxyProtocol) {

    static final Forwarding DEFAULT = new Forwarding(List.of(), false, false);

    public Forwarding {
      trustedProxies = trustedProxies == null ? List.of() : List.copyOf(trustedProxies);
      forwarded = forwarded == null ? Boolean.FALSE : forwarded;
      proxyProtocol = proxyProtocol == null ? Boolean.FALSE : proxyProtocol;
    }
  }

  /** One of {@code oneIn} requests is logged, 1 to 1000000. */
  public record AccessLog(@JsonProperty @Default("1") @Min(1) @Max(1_000_000) Integer oneIn) {
    public AccessLog {
      oneIn = oneIn == null ? 1 : oneIn;
    }
  }
}
