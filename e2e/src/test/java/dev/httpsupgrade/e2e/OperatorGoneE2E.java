package dev.httpsupgrade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.e2e.harness.ClusterTest;
import dev.httpsupgrade.e2e.harness.Operator;
import dev.httpsupgrade.e2e.harness.Originals;
import dev.httpsupgrade.e2e.harness.TestNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Without the operator an upgrade is taken back by the commands that the documentation has. */
@ClusterTest
@Order(57)
final class OperatorGoneE2E {

  private static final Path DOCS = Path.of("..", "docs", "troubleshooting.md");
  private static final Pattern COMMANDS = Pattern.compile("(?s)```\n(.*?)```");

  private final TestNamespace namespace;
  private final Operator operator;
  private Originals exact;
  private Originals byKubectl;

  OperatorGoneE2E(TestNamespace namespace) {
    this.namespace = namespace;
    this.operator = namespace.cluster().operator();
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
  void theScriptRestoresEverythingAndNothingIsLeft() throws IOException {
    String script =
        commands()
            .getFirst()
            .replace("ns=demo upgrade=httpbin services=httpbin", settings("shop"))
            .replace("kind=Deployment workload=httpbin", "kind=Deployment workload=shop");
    assertThat(script).contains(settings("shop"), "workload=shop").doesNotContain("httpbin");

    namespace.cluster().kubectl().runScript(script);

    namespace.upgrade("shop").awaitGone();
    assertThat(exact.differences()).isEmpty();
  }

  @Test
  void theLinesOfKubectlAloneRestoreEverythingToo() throws IOException {
    String lines =
        commands().get(1).replace("-n demo", "-n " + namespace.name()).replace("httpbin", "bank");
    namespace.kubectl("delete", "httpsupgrade", "bank", "--wait=false");

    namespace.cluster().kubectl().runScript(lines);
    namespace.kubectl(
        "patch",
        "httpsupgrade",
        "bank",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":null}}");

    namespace.upgrade("bank").awaitGone();
    namespace.workload("bank").awaitRolledOut();
    assertThat(byKubectl.differences()).isEmpty();
  }

  private Originals create(String name) {
    namespace.create("shop.yaml", name);
    namespace.workload(name).awaitRolledOut();
    return namespace.originals().with("apps/v1", "Deployment", name).with("v1", "Service", name);
  }

  private String settings(String name) {
    return "ns=%s upgrade=%s services=%s".formatted(namespace.name(), name, name);
  }

  private static List<String> commands() throws IOException {
    String section = Files.readString(DOCS).split("\n## The operator is gone\n", 2)[1];
    return COMMANDS.matcher(section).results().map(found -> found.group(1)).toList();
  }
}
