package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.api.v1alpha1.HttpSpec;
import dev.httpsupgrade.sidecar.config.AccessLog;
import dev.httpsupgrade.sidecar.config.Cidr;
import dev.httpsupgrade.sidecar.config.Forwarding;
import dev.httpsupgrade.sidecar.config.HttpConfig;
import dev.httpsupgrade.sidecar.config.PlainPolicy;
import dev.httpsupgrade.sidecar.config.Rewrite;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code spec.http} as the sidecar is told. */
final class SidecarHttp {

  private SidecarHttp() {}

  static HttpConfig of(HttpSpec spec) {
    return new HttpConfig(
        new PlainPolicy.Pass(), forwarding(spec.forwarding()), rewrite(spec), accessLog(spec));
  }

  private static Forwarding forwarding(HttpSpec.Forwarding spec) {
    return new Forwarding(
        spec.trustedProxies().stream().map(Cidr::parse).toList(),
        spec.forwarded(),
        spec.proxyProtocol());
  }

  private static Rewrite rewrite(HttpSpec spec) {
    return new Rewrite(
        spec.rewrite().links(),
        spec.rewrite().hosts(),
        cookies(spec.rewrite().cookies()),
        hsts(spec.hsts()),
        headers(spec.responseHeaders()));
  }

  private static Rewrite.@Nullable Cookies cookies(HttpSpec.@Nullable Cookies spec) {
    return spec == null ? null : new Rewrite.Cookies(spec.secure(), spec.sameSite());
  }

  private static Rewrite.@Nullable Hsts hsts(HttpSpec.@Nullable Hsts spec) {
    return spec == null
        ? null
        : new Rewrite.Hsts(
            Math.toIntExact(spec.memory().toSeconds()), spec.includeSubDomains(), spec.preload());
  }

  private static List<Rewrite.HeaderChange> headers(HttpSpec.ResponseHeaders spec) {
    return Stream.concat(
            spec.set().stream()
                .map(header -> new Rewrite.HeaderChange(header.name(), header.value())),
            spec.remove().stream().map(name -> new Rewrite.HeaderChange(name, null)))
        .toList();
  }

  private static AccessLog accessLog(HttpSpec spec) {
    if (spec.accessLog() == null) {
      return AccessLog.OFF;
    }
    int oneIn = spec.accessLog().oneIn();
    return new AccessLog(oneIn == 1 ? AccessLog.Mode.FULL : AccessLog.Mode.SAMPLED, oneIn);
  }
}
