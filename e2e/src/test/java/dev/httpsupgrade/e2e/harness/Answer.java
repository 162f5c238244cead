package dev.httpsupgrade.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;

/**
 * What a request from inside the cluster led to.
 *
 * @param json the client's output
 */
public record Answer(JsonNode json) {

  /** The status code; 0 without an answer. */
  public int status() {
    return json.path("status").asInt();
  }

  public String body() {
    return json.path("body").asText();
  }

  /** The last value of a header, by its name in lower case; empty without one. */
  public String header(String name) {
    JsonNode values = json.path("headers").path(name);
    return values.path(values.size() - 1).asText();
  }

  /** What went wrong; empty if there was an answer. */
  public String error() {
    return json.path("error").asText();
  }

  /** The TLS version; empty without TLS. */
  public String protocol() {
    return json.path("protocol").asText();
  }

  /** The serial number of the certificate that was served; 0 without one. */
  public BigInteger serialNumber() {
    return new BigInteger("0" + json.at("/leaf/serialNumber").asText(), 16);
  }
}
