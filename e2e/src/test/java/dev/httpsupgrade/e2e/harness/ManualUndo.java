package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The commands by which the documentation takes an upgrade back without the operator. */
public final class ManualUndo {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern COMMANDS = Pattern.compile("(?s)```\n(.*?)```");

  private final TestNamespace namespace;

  public ManualUndo(TestNamespace namespace) {
    this.namespace = namespace;
  }

  /** The script, for a Deployment and a Service of the upgrade's name. */
  public void byScript(String name) {
    run(script(name));
  }

  /** The same for plain ports that lead through the sidecar by admission. */
  public void byScript(String name, Path itsManifests) {
    String givingBack = "kubectl -n $ns apply -f " + itsManifests + "\n" + operatorIsGone().get(1);
    run(script(name).replace("\nsleep 30", "\n" + inNamespace(givingBack, name) + "sleep 30"));
  }

  /** The lines for kubectl alone that a section has, for a Service of the upgrade's name. */
  public void byKubectl(String page, String section, String kind, String name) {
    String lines =
        commands(page, section).getLast().replace("deployment httpbin", kind + " " + name);
    namespace.kubectl("delete", "httpsupgrade", name, "--wait=false");
    run(inNamespace(lines, name));
    namespace.kubectl(
        "patch",
        "httpsupgrade",
        name,
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":null}}");
  }

  private String script(String name) {
    String settings = "ns=%s upgrade=%s services=%s".formatted(namespace.name(), name, name);
    String script =
        operatorIsGone()
            .getFirst()
            .replace("ns=demo upgrade=httpbin services=httpbin", settings)
            .replace("workload=httpbin", "workload=" + name);
    assertThat(script).contains(settings, "workload=" + name).doesNotContain("httpbin");
    return script;
  }

  private void run(String commands) {
    namespace.cluster().kubectl().runScript(commands);
  }

  private String inNamespace(String commands, String name) {
    return commands.replace("-n demo", "-n " + namespace.name()).replace("httpbin", name);
  }

  private static List<String> operatorIsGone() {
    return commands("troubleshooting.md", "The operator is gone");
  }

  private static List<String> commands(String page, String section) {
    try {
      String from =
          Files.readString(DOCS.resolve(page), UTF_8).split("\n## " + section + "\n", 2)[1];
      return COMMANDS
          .matcher(from.split("\n## ", 2)[0])
          .results()
          .map(found -> found.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
