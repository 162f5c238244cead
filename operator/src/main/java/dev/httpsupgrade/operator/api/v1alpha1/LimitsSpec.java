package dev.httpsupgrade.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one client may cost. */
public record LimitsSpec(RequestHead requestHead, Timeouts timeouts, Connections connections) {

  static final LimitsSpec DEFAULT =
      new LimitsSpec(RequestHead.DEFAULT, Timeouts.DEFAULT, Connections.DEFAULT);

  public LimitsSpec {
    requestHead = requestHead == null ? RequestHead.DEFAULT : requestHead;
    timeouts = timeouts == null ? Timeouts.DEFAULT : timeouts;
    connections = connections == null ? Connections.DEFAULT : connections;
  }

  /**
   * How large the head of a request may be.
   *
   * @param maxTargetBytes absent: as {@code maxBytes}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RequestHead(
      @JsonProperty @Default("65536") @Min(1024) @Max(1_048_576) Integer maxBytes,
      @Min(256) @Max(1_048_576) @Nullable Integer maxTargetBytes,
      @JsonProperty @Default("1000") @Min(16) @Max(10_000) Integer maxHeaders) {

    static final int MAX_BYTES = 65_536;
    static final int MAX_HEADERS = 1000;
    static final RequestHead DEFAULT = new RequestHead(MAX_BYTES, null, MAX_HEADERS);

    public RequestHead {
      maxBytes = maxBytes == null ? MAX_BYTES : maxBytes;
      maxHeaders = maxHeaders == null ? MAX_HEADERS : maxHeaders;
    }
  }

  /**
   * How long things may take, such as {@code 1m30s}.
   *
   * @param response absent: no limit
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Timeouts(
      @JsonProperty @Default(HANDSHAKE) @Pattern(GoDuration.FORMAT) String handshake,
      @JsonProperty @Default(REQUEST_HEAD) @Pattern(GoDuration.FORMAT) String requestHead,
      @JsonProperty @Default(REQUEST_BODY) @Pattern(GoDuration.FORMAT) String requestBody,
      @Pattern(GoDuration.FORMAT) @Nullable String response,
      @JsonProperty @Default(IDLE) @Pattern(GoDuration.FORMAT) String idle) {

    static final String HANDSHAKE = "10s";
    static final String REQUEST_HEAD = "1m";
    static final String REQUEST_BODY = "5m";
    static final String IDLE = "10m20s";
    static final Timeouts DEFAULT = new Timeouts(HANDSHAKE, REQUEST_HEAD, REQUEST_BODY, null, IDLE);

    public Timeouts {
      handshake = handshake == null ? HANDSHAKE : handshake;
      requestHead = requestHead == null ? REQUEST_HEAD : requestHead;
      requestBody = requestBody == null ? REQUEST_BODY : requestBody;
      idle = idle == null ? IDLE : idle;
    }

    /** One of the timeouts as a value. */
    public static Duration value(String timeout) {
      return GoDuration.parse(timeout);
    }
  }

  /**
   * How much of all clients may be open at a time.
   *
   * @param max absent: what the memory limit holds
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Connections(
      @Min(1) @Max(1_000_000) @Nullable Integer max,
      @JsonProperty @Default("64") @Min(1) @Max(100_000) Integer maxHandshakes) {

    static final int MAX_HANDSHAKES = 64;
    static final Connections DEFAULT = new Connections(null, MAX_HANDSHAKES);

    public Connections {
      maxHandshakes = maxHandshakes == null ? MAX_HANDSHAKES : maxHandshakes;
    }
  }
}
