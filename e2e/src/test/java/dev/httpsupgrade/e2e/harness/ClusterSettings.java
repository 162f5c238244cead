package dev.httpsupgrade.e2e.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster is tested; parsed once from the environment.
 *
 * @param kubeconfig file with an administrator's credentials ({@code KUBECONFIG}); mandatory, so
 *     that nobody's everyday cluster is taken by accident
 * @param context context in that file ({@code CONTEXT}); null is the current one
 * @param programs with which people and pipelines apply manifests
 * @param imagePrefix where the project's images are ({@code IMAGE_PREFIX})
 * @param appImage image of go-httpbin ({@code E2E_APP_IMAGE})
 * @param auditLog the API server's audit log as JSON lines ({@code AUDIT_LOG})
 * @param foreign whether the cluster isn't the project's own ({@code E2E_FOREIGN_CLUSTER}); tests
 *     that need the audit log are then skipped instead of failing
 */
record ClusterSettings(
    Path kubeconfig,
    @Nullable String context,
    Programs programs,
    String imagePrefix,
    String appImage,
    @Nullable Path auditLog,
    boolean foreign) {

  private static final String IMAGE_PREFIX = "localhost/https-upgrade";
  private static final String APP_IMAGE = "localhost/go-httpbin:2.26.0";

  /**
   * Programs, perhaps with arguments; a relative path starts at the checkout's root.
   *
   * @param kubectl {@code KUBECTL}, default {@code kubectl} on the PATH
   * @param helm version 4 ({@code HELM}, default {@code helm} on the PATH)
   */
  record Programs(List<String> kubectl, List<String> helm) {}

  static ClusterSettings from(Map<String, String> environment) {
    String kubeconfig = environment.getOrDefault("KUBECONFIG", "");
    if (kubeconfig.isBlank()) {
      throw new IllegalArgumentException(
          "KUBECONFIG: missing (expected: a file, such as e2e/cluster/cluster kubeconfig prints)");
    }
    String auditLog = environment.getOrDefault("AUDIT_LOG", "");
    String context = environment.getOrDefault("CONTEXT", "");
    return new ClusterSettings(
        Path.of(kubeconfig),
        context.isBlank() ? null : context,
        new Programs(
            List.of(environment.getOrDefault("KUBECTL", "kubectl").split(" +")),
            List.of(environment.getOrDefault("HELM", "helm").split(" +"))),
        environment.getOrDefault("IMAGE_PREFIX", IMAGE_PREFIX),
        environment.getOrDefault("E2E_APP_IMAGE", APP_IMAGE),
        auditLog.isBlank() ? null : Path.of(auditLog),
        Boolean.parseBoolean(environment.getOrDefault("E2E_FOREIGN_CLUSTER", "false")));
  }

  /** A manifest with the images of this cluster; as a file it names those of the local one. */
  String withImages(String manifest) {
    return manifest.replace(IMAGE_PREFIX + "/", imagePrefix + "/").replace(APP_IMAGE, appImage);
  }
}
