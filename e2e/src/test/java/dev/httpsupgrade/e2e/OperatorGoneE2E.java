package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.ManualUndo;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Without the operator an upgrade is taken back by the commands that the documentation has. */
@ClusterTest
@Order(57)
final class OperatorGoneE2E {

  private final TestNamespace namespace;
  private final Operator operator;
  private final ManualUndo undo;
  private Originals exact;
  private Originals byKubectl;

  OperatorGoneE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.operator = namespace.cluster().operator();
    this.undo = new ManualUndo(namespace);
  }

  @BeforeAll
  void upgradeTwoAndEndTheOperator() {
    exact = create("shop");
    byKubectl = create("bank");
    namespace.create("shop-upgrade.yaml", "shop");
    namespace.create("shop-upgrade.yaml", "bank");
    namespace.upgrade("shop").awaitReady();
    namespace.upgrade("bank").awaitReady();
    operator.shutDown();
  }

  @AfterAll
  void startTheOperator() {
    operator.start();
  }

  @Test
  void theScriptRestoresEverythingAndNothingIsLeft() {
    undo.byScript("shop");

    namespace.upgrade("shop").awaitGone();
    assertThat(exact.differences()).isEmpty();
  }

  @Test
  void theLinesOfKubectlAloneRestoreEverythingToo() {
    undo.byKubectl("troubleshooting.md", "The operator is gone", "deployment", "bank");

    namespace.upgrade("bank").awaitGone();
    namespace.workload("bank").awaitRolledOut();
    assertThat(byKubectl.differences()).isEmpty();
  }

  private Originals create(String name) {
    namespace.create("shop.yaml", name);
    namespace.workload(name).awaitRolledOut();
    return namespace.originals().with("apps/v1", "Deployment", name).with("v1", "Service", name);
  }
}
