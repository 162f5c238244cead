package dev.httpsupgrade.operator.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.ClientTrustReader;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.plan.Plan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every pod should serve.
 *
 * @param fingerprint SHA-256 of the leaf, hex
 * @param configMap name of the ConfigMap that pods of the present template mount
 * @param configuration SHA-256 of the sidecar's configuration, hex
 * @param clientTrust SHA-256 of the CAs and revocation lists of clients, as sidecars tell it; null
 *     if there are none
 */
public record Wanted(
    String fingerprint, String configMap, String configuration, @Nullable String clientTrust) {

  /** What the pods of a plan should serve. */
  public static Wanted of(Plan plan, Leaf leaf) {
    Map<String, String> files = plan.configMap().getData();
    String authorities = files.get(ClientTrustReader.AUTHORITIES);
    return new Wanted(
        leaf.fingerprint(),
        plan.configMap().getMetadata().getName(),
        sha256(files.getOrDefault(Names.CONFIG_FILE, "")),
        authorities == null
            ? null
            : sha256(authorities + files.getOrDefault(ClientTrustReader.REVOCATION_LISTS, "")));
  }

  private static String sha256(String text) {
    return Leaf.sha256(text.getBytes(UTF_8));
  }
}
