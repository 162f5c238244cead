package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.AuditEntry;
import dev.httpsupgrade.e2e.harness.Cluster;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Grant;
import dev.httpsupgrade.e2e.harness.Operator;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The operator's rights are those that it uses. Comes last: what the other tests made the operator
 * do, since it was installed, is what is used.
 */
@ClusterTest
@Order(Integer.MAX_VALUE)
final class LeastPrivilegeE2E {

  private final Cluster cluster;
  private final List<AuditEntry> requests;

  LeastPrivilegeE2E(Cluster cluster) {
    this.cluster = cluster;
    this.requests = cluster.auditLog().of(Operator.USER, cluster.operator().installedAt());
  }

  @Test
  void nothingIsGrantedThatIsNeverUsed() {
    List<Grant> grants = Grant.of(cluster.client(), Operator.NAMESPACE, Operator.NAME);

    assertThat(grants).isNotEmpty();
    assertThat(grants.stream().filter(grant -> requests.stream().noneMatch(grant::permits)))
        .as("rules that no request has needed")
        .isEmpty();
  }

  @Test
  void nothingIsAskedForThatIsDenied() {
    assertThat(requests).isNotEmpty();
    assertThat(requests.stream().filter(request -> request.code() == 403))
        .as("requests that were denied")
        .isEmpty();
  }
}
