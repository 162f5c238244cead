package dev.httpsupgrade.operator.api.v1alpha1;

/** Names of everything that an upgrade adds to a namespace. */
public final class Names {

  /** Field manager of every write. */
  public static final String FIELD_MANAGER = "https-upgrade";

  /** The finalizer that holds a resource until its workload is restored. */
  public static final String FINALIZER = HttpsUpgrade.GROUP + "/restore";

  /** Label of owned objects and of upgraded pods: the name of the upgrade. */
  public static final String UPGRADE_LABEL = HttpsUpgrade.GROUP + "/upgrade";

  /** Label of pod templates: name of the injection that their pods get by admission. */
  public static final String INJECTION_LABEL = HttpsUpgrade.GROUP + "/injection";

  /** Annotation of the certificate's Secret: the request that it answers. */
  public static final String ISSUED_FOR = HttpsUpgrade.GROUP + "/issued-for";

  /** Annotation of an upgrade: another value has what failed tried again. */
  public static final String RETRY = HttpsUpgrade.GROUP + "/retry";

  /** Annotation of an upgrade: another value has another certificate issued. */
  public static final String RENEW = HttpsUpgrade.GROUP + "/renew";

  /** Annotation of an upgrade: the sidecar's image to which it may be updated. */
  public static final String UPDATE_TO = HttpsUpgrade.GROUP + "/update-to";

  /** Annotation of a pod: makes the kubelet refresh the volumes now. */
  public static final String REFRESH = HttpsUpgrade.GROUP + "/refresh";

  /** Label of the operator's own pods, and its value; {@code deploy/base/operator.yaml} has it. */
  public static final String APP_LABEL = "app.kubernetes.io/name";

  public static final String OPERATOR = "https-upgrade-operator";

  /** Annotation of an upgrade: {@code true} stops all changes but those that keep it serving. */
  public static final String PAUSE = HttpsUpgrade.GROUP + "/pause";

  /** Annotation of an upgrade: {@code true} makes its deletion take nothing back. */
  public static final String FORCE_DELETE = HttpsUpgrade.GROUP + "/force-delete";

  /** Annotation of a Service: where ports led that were taken from their field managers. */
  public static final String FORMER_TARGET_PORTS = HttpsUpgrade.GROUP + "/former-target-ports";

  /** Label of a Service: the admission policy of component zero-drift is to see it. */
  public static final String TAKEOVER_LABEL = HttpsUpgrade.GROUP + "/takeover";

  /** Annotation of a Service: where the policy has ports lead, as in {@code 80/TCP=hu-https}. */
  public static final String TARGET_PORTS = HttpsUpgrade.GROUP + "/target-ports";

  /** Annotations of a Service, one for each port: where its owner last had it lead. */
  public static final String OWNERS_TARGET_PORT = "owner." + HttpsUpgrade.GROUP + "/";

  /** Name of the sidecar's container and of its volume. */
  public static final String SIDECAR = "https-upgrade";

  /** Name of the empty volume that hides the service-account token from the sidecar. */
  public static final String NO_TOKEN_VOLUME = "https-upgrade-no-token";

  /** Where the sidecar finds its configuration and certificate. */
  public static final String DIRECTORY = "/etc/https-upgrade";

  /** Key of the ConfigMap, and file in {@link #DIRECTORY}. */
  public static final String CONFIG_FILE = "sidecar.json";

  /** Name of the sidecar's admin port. */
  public static final String ADMIN_PORT_NAME = "hu-admin";

  /** The sidecar's admin port; the CRD refuses it as a traffic port. */
  public static final int ADMIN_PORT = 18443;

  /** Environment variable of the sidecar with the value that its drain header must have. */
  public static final String DRAIN_TOKEN_VARIABLE = "HTTPS_UPGRADE_DRAIN_TOKEN";

  /** Header that a drain request must carry. */
  public static final String DRAIN_TOKEN_HEADER = "X-Drain-Token";

  private static final String PORT_PREFIX = "hu-";
  private static final String OWNED_SUFFIX = "-https-upgrade";

  private Names() {}

  /** Name of the Secret of an upgrade. */
  public static String secret(String upgrade) {
    return upgrade + OWNED_SUFFIX;
  }

  /** Name of the NetworkPolicy of an upgrade. */
  public static String networkPolicy(String upgrade) {
    return upgrade + OWNED_SUFFIX;
  }

  /**
   * Name of the ConfigMap for pods with those ports. Pods of an older template may have others, and
   * must not be given new ones before they are replaced.
   */
  public static String configMap(String upgrade, String portsHash) {
    return upgrade + OWNED_SUFFIX + "-" + portsHash;
  }

  /**
   * Name of an injection; it is the value of a label, so it can't have the upgrade's name in it.
   */
  public static String injection(String hash) {
    return SIDECAR + "-" + hash;
  }

  /** Name of the sidecar's container port for a planned port. */
  public static String containerPort(String portName) {
    return PORT_PREFIX + portName;
  }

  /** Whether a Service's target port is one of a sidecar. */
  public static boolean isSidecarPort(String targetPort) {
    return targetPort.startsWith(PORT_PREFIX);
  }
}
