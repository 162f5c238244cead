package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.sidecar.config.CipherSuite;
import dev.httpsupgrade.sidecar.config.NamedGroup;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeFailureTest {

  @ParameterizedTest
  @CsvSource({
    "NO_SHARED_CIPHER, NO_SHARED_CIPHER",
    "NO_SHARED_GROUP, NO_SHARED_GROUP",
    "NO_COMMON_SIGNATURE_ALGORITHMS, NO_SHARED_SIGNATURE",
    "UNSUPPORTED_PROTOCOL, UNSUPPORTED_VERSION",
    "INAPPROPRIATE_FALLBACK, UNSUPPORTED_VERSION",
    "PEER_DID_NOT_RETURN_A_CERTIFICATE, CLIENT_CERTIFICATE_MISSING",
    "TLSV1_ALERT_UNKNOWN_CA, CERTIFICATE_REJECTED",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN, CERTIFICATE_REJECTED",
    "TLSV1_ALERT_INTERNAL_ERROR, CLIENT_ALERT",
    "BAD_PACKET_LENGTH, PROTOCOL_ERROR",
  })
  void theLibrarysErrorTellsTheReason(String error, HandshakeFailure reason) {
    var failure =
        new SSLHandshakeException("error:100000b8:SSL routines:OPENSSL_internal:" + error);
    assertThat(HandshakeFailure.of(failure)).isEqualTo(reason);
  }

  @Test
  void aRefusedClientCertificateIsFoundBehindWhatTheLibraryTells() {
    var failure = new SSLHandshakeException("General OpenSslEngine problem");
    failure.initCause(
        new IllegalStateException(
            new UntrustedClientException(HandshakeFailure.CLIENT_CERTIFICATE_REVOKED, "revoked")));
    assertThat(HandshakeFailure.of(failure)).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REVOKED);
  }

  @Test
  void aConnectionThatBrokeIsNoDefect() {
    assertThat(HandshakeFailure.of(new ClosedChannelException()))
        .isEqualTo(HandshakeFailure.ABORTED);
    assertThat(HandshakeFailure.of(new IOException("reset"))).isEqualTo(HandshakeFailure.ABORTED);
    assertThat(HandshakeFailure.of(new DecoderException()))
        .isEqualTo(HandshakeFailure.INTERNAL_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void everySuiteThatCanBeConfiguredCanBeCounted(CipherSuite suite) {
    assertThat(HandshakeCipher.of(suite.name()).name()).isEqualTo(suite.name());
  }

  @ParameterizedTest
  @EnumSource
  void everyGroupThatCanBeConfiguredCanBeCounted(NamedGroup group) {
    assertThat(Groups.of(Groups.names(java.util.List.of(group))[0])).isEqualTo(group);
  }
}
