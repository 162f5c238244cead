package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.Awaits;
import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Nothing of the operator's holds up a namespace that is deleted as a whole. */
@ClusterTest
@Order(120)
final class NamespaceDeletionE2E {

  private final TestNamespace namespace;

  NamespaceDeletionE2E(TestNamespace namespace) {
    this.namespace = namespace;
  }

  @Test
  void itGoesWithItsUpgrades() {
    // Given
    namespace.create("shop.yaml");
    namespace.create("shop-upgrade.yaml");
    namespace.upgrade("shop").awaitCondition(Duration.ofSeconds(30), "Injected", "True", "");

    // When
    namespace.close();

    // Then
    Awaits.within(
        Duration.ofSeconds(60),
        () ->
            assertThat(namespace.cluster().client().namespaces().withName(namespace.name()).get())
                .isNull());
  }
}
