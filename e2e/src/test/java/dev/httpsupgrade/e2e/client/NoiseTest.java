package dev.httpsupgrade.e2e.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseTest {

  private static final int LENGTH = 200_000;

  private final Noise noise = new Noise();

  @Test
  void aBodyThatCameAsItShouldIsRightToItsEnd() throws IOException {
    assertThat(right(body())).isEqualTo(LENGTH);
  }

  @Test
  void aWrongByteIsFound() throws IOException {
    byte[] body = body();
    body[150_000]++;
    assertThat(right(body)).isEqualTo(150_000);
  }

  @Test
  void aBodyThatEndsEarlyIsRightAsFarAsItCame() throws IOException {
    byte[] body = body();
    assertThat(right(Arrays.copyOf(body, 100_000))).isEqualTo(100_000);
  }

  private byte[] body() throws IOException {
    var out = new ByteArrayOutputStream();
    noise.writeTo(out, LENGTH);
    return out.toByteArray();
  }

  private long right(byte[] body) throws IOException {
    return noise.readFrom(new ByteArrayInputStream(body), LENGTH, new Pace(0));
  }
}
