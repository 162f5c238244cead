package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.AuditLog;
import dev.httpsupgrade.e2e.harness.Cluster;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Grant;
import dev.httpsupgrade.e2e.harness.Operator;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The operator's rights are those that it uses. Comes last: what the other tests made the operator
 * do, since it was installed, is what is used.
 */
@ClusterTest
@Order(Integer.MAX_VALUE)
final class LeastPrivilegeE2E {

  /**
   * The SDK refuses to start without it (a SelfSubjectRulesReview, which the audit log does not tie
   * to a verb), and then patches.
   */
  private static final Predicate<Grant> NEEDED_TO_START =
      grant -> grant.resource().equals("leases") && grant.verb().equals("update");

  private final Cluster cluster;
  private final AuditLog audit;

  LeastPrivilegeE2E(Cluster cluster) {
    this.cluster = cluster;
    this.audit = cluster.auditLog();
  }

  @Test
  void nothingIsGrantedThatIsNeverUsed() {
    List<Grant> grants = Grant.of(cluster.client(), Operator.NAMESPACE, Operator.NAME);
    List<AuditEntry> requests = audit.of(Operator.USER, cluster.operator().installedAt());

    assertThat(grants).isNotEmpty();
    assertThat(
            grants.stream()
                .filter(NEEDED_TO_START.negate())
                .filter(this::isServed)
                .filter(grant -> requests.stream().noneMatch(grant::isNeededFor)))
        .as("rights that no request has needed since the operator was installed")
        .isEmpty();
  }

  /** What is read of kinds that not every cluster has can't be seen where they are missing. */
  private boolean isServed(Grant grant) {
    return grant.apiGroup().isEmpty() || cluster.client().hasApiGroup(grant.apiGroup(), true);
  }

  /**
   * What a role grants is denied, too, for a moment: by an API server that is reading the roles.
   */
  @Test
  void nothingIsAskedForThatIsNotGranted() {
    Instant suiteStarted = ProcessHandle.current().info().startInstant().orElseThrow();
    List<AuditEntry> requests = audit.of(Operator.USER, suiteStarted);
    List<Grant> grants = Grant.of(cluster.client(), Operator.NAMESPACE, Operator.NAME);

    assertThat(requests).isNotEmpty();
    assertThat(
            requests.stream()
                .filter(request -> !request.permitted())
                .filter(request -> grants.stream().noneMatch(grant -> grant.isNeededFor(request)))
                .map(request -> request.verb() + " " + request.resource())
                .distinct())
        .as("what was denied since these tests started, and no role grants")
        .isEmpty();
  }
}
