package dev.httpsupgrade.operator.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FieldOwnershipTest {

  private static final Service SHOP =
      GoldenCase.YAML.unmarshal(
          """
          apiVersion: v1
          kind: Service
          metadata:
            name: shop
            managedFields:
              - manager: https-upgrade
                operation: Apply
                time: "2026-07-01T10:00:05Z"
                fieldsV1:
                  f:spec:
                    f:ports:
                      k:{"port":80,"protocol":"TCP"}: {.: {}, f:name: {}, f:port: {}}
                      k:{"port":443,"protocol":"TCP"}: {.: {}, f:port: {}, f:targetPort: {}}
                      k:{"port":53,"protocol":"UDP"}: {.: {}, f:name: {}}
              - manager: https-upgrade-2
                operation: Update
                fieldsV1:
                  f:spec:
                    f:ports:
                      k:{"port":81,"protocol":"TCP"}: {f:name: {}}
          """,
          Service.class);

  @Test
  void whoAppliedSomethingOwnsSomething() {
    assertThat(FieldOwnership.has(SHOP, "https-upgrade")).isTrue();
    assertThat(FieldOwnership.has(SHOP, "kubectl")).isFalse();
  }

  @Test
  void itIsKnownWhenSomebodyLastApplied() {
    assertThat(FieldOwnership.changed(SHOP, "https-upgrade"))
        .contains(Instant.parse("2026-07-01T10:00:05Z"));
    assertThat(FieldOwnership.changed(SHOP, "kubectl")).isEmpty();
  }

  @Test
  void anUpdateIsNotAnApply() {
    assertThat(FieldOwnership.has(SHOP, "https-upgrade-2")).isFalse();
    assertThat(FieldOwnership.ownsPortName(SHOP, "https-upgrade-2", 81)).isFalse();
  }

  @Test
  void theNameOfAPortIsOwnedByWhoAppliedThatName() {
    assertThat(FieldOwnership.ownsPortName(SHOP, "https-upgrade", 80)).isTrue();
    assertThat(FieldOwnership.ownsPortName(SHOP, "https-upgrade", 443)).isFalse();
    assertThat(FieldOwnership.ownsPortName(SHOP, "https-upgrade", 53)).isFalse();
    assertThat(FieldOwnership.ownsPortName(SHOP, "https-upgrade", 8080)).isFalse();
    assertThat(FieldOwnership.ownsPortName(SHOP, "kubectl", 80)).isFalse();
  }

  @Test
  void anObjectWithoutManagedFieldsIsNobodys() {
    Service bare = GoldenCase.YAML.unmarshal("kind: Service\napiVersion: v1\nmetadata: {name: a}");

    assertThat(FieldOwnership.has(bare, "https-upgrade")).isFalse();
  }
}
