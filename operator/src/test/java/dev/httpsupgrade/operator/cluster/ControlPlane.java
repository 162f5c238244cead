package dev.httpsupgrade.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.plan.GoldenCase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real etcd and kube-apiserver with our CRD, one for all tests; it ends with this process. */
public final class ControlPlane implements AutoCloseable {

  private static final Path PROGRAM = Path.of("..", "e2e", "cluster", "cluster");
  private static final Path LOG = Path.of("target", "control-plane.log");
  private static final Path CRD = Path.of("..", "crds", "httpsupgrades.httpsupgrade.dev.yaml");

  private static final Path INJECTIONS = Path.of("..", "crds", "injections.httpsupgrade.dev.yaml");

  private static final Path OPTIONAL_KINDS =
      Path.of("src", "test", "resources", "optional-kinds", "crds.yaml");

  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final String OPERATOR_NAMESPACE = "https-upgrade-system";

  private final Process process;
  private final Path kubeconfig;
  private final KubernetesClient client;
  private final AtomicInteger namespaces = new AtomicInteger();

  private ControlPlane(Process process, Path kubeconfig) {
    this.process = process;
    this.kubeconfig = kubeconfig;
    client = client(Config.fromKubeconfig(kubeconfig.toFile()));
  }

  /** Gives tests the control plane as a parameter. */
  public static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ControlPlane.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return in(context);
    }
  }

  /** The control plane of this run. */
  public static ControlPlane in(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(ControlPlane.class, key -> start(), ControlPlane.class);
  }

  private static ControlPlane start() {
    try {
      Files.createDirectories(LOG.getParent());
      Process process =
          new ProcessBuilder(PROGRAM.toString(), "control-plane", "run")
              .redirectError(LOG.toFile())
              .start();
      String line =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
      if (line == null) {
        throw new IllegalStateException("no control plane: " + Files.readString(LOG, UTF_8));
      }
      var controlPlane = new ControlPlane(process, Path.of(line));
      controlPlane.install();
      return controlPlane;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Our CRD, and what of {@code deploy/} lets the operator do its work. */
  private void install() throws IOException {
    install(CRD);
    install(INJECTIONS);
    install(OPTIONAL_KINDS);
    install(DEPLOY.resolve("base").resolve("namespace.yaml"));
    install(DEPLOY.resolve("base").resolve("rbac.yaml"));
    install(DEPLOY.resolve("all-namespaces.yaml"));
    install(DEPLOY.resolve("components").resolve("zero-drift").resolve("injection.yaml"));
    install(DEPLOY.resolve("components").resolve("zero-drift").resolve("service-port.yaml"));
    try (KubernetesClient operator = clientOfTheOperator("probe")) {
      await("CRD and roles take effect")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> operator.resources(HttpsUpgrade.class).inAnyNamespace().list() != null);
    }
  }

  private void install(Path file) throws IOException {
    for (HasMetadata object : load(file)) {
      if (object instanceof Namespaced) {
        object.getMetadata().setNamespace(OPERATOR_NAMESPACE);
      }
      client.resource(object).create();
    }
  }

  /** The objects of a file. */
  public List<HasMetadata> load(Path file) throws IOException {
    try (InputStream documents = Files.newInputStream(file)) {
      return client.load(documents).items();
    }
  }

  /** The client of an administrator. */
  public KubernetesClient client() {
    return client;
  }

  /** A new client with the operator's own permissions, with that user agent. */
  public KubernetesClient clientOfTheOperator(String userAgent) {
    return client(configOfTheOperator("https-upgrade-operator").withUserAgent(userAgent).build());
  }

  /** How an operator reaches the API server that runs as that service account. */
  public ConfigBuilder configOfTheOperator(String serviceAccount) {
    return new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
        .withImpersonateUsername(
            "system:serviceaccount:%s:%s".formatted(OPERATOR_NAMESPACE, serviceAccount))
        .withImpersonateGroups("system:serviceaccounts", "system:authenticated");
  }

  /** The client of that user, who is in that group. */
  public KubernetesClient clientOf(String user, String... groups) {
    return client(
        new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
            .withImpersonateUsername(user)
            .withImpersonateGroups(groups)
            .build());
  }

  /** Name of a new namespace, in which the operator may do what it may in its own. */
  public String newHome() {
    String home = newNamespace();
    String name = "https-upgrade-operator";
    var rbac = client.rbac();
    client
        .resource(
            new RoleBuilder(rbac.roles().inNamespace(OPERATOR_NAMESPACE).withName(name).get())
                .withNewMetadata()
                .withNamespace(home)
                .withName(name)
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder(
                    rbac.roleBindings().inNamespace(OPERATOR_NAMESPACE).withName(name).get())
                .withNewMetadata()
                .withNamespace(home)
                .withName(name)
                .endMetadata()
                .editFirstSubject()
                .withNamespace(OPERATOR_NAMESPACE)
                .endSubject()
                .build())
        .create();
    try (KubernetesClient operator = clientOfTheOperator("probe")) {
      await("the role takes effect")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> operator.leases().inNamespace(home).withName("none").get() == null);
    }
    return home;
  }

  /** Name of a new namespace. */
  public String newNamespace() {
    return namespace("test-" + namespaces.incrementAndGet());
  }

  /** The namespace of that name, made if it isn't there. */
  public String namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .unlock()
        .serverSideApply();
    return name;
  }

  /** The objects as they are now. */
  public <R extends HasMetadata> Optional<R> now(R object) {
    return Optional.ofNullable(client.resource(object).get());
  }

  /** The API server's audit log: a line of JSON per request. */
  public List<String> auditLog() {
    try {
      return Files.readAllLines(kubeconfig.resolveSibling("audit.log"), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of that configuration, which reads the resource as the operator does. */
  public static KubernetesClient client(Config config, Interceptor... interceptors) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(http -> {
          for (Interceptor interceptor : interceptors) {
            http.addOrReplaceInterceptor("test", interceptor);
          }
        })
        .withKubernetesSerialization(GoldenCase.YAML)
        .build();
  }

  @Override
  public void close() {
    client.close();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }
}
