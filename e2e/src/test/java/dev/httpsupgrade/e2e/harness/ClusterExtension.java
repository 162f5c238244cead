package dev.httpsupgrade.e2e.harness;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Gives tests their cluster and namespace, and looks around when one fails. */
final class ClusterExtension
    implements ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final Namespace STORE = Namespace.create(ClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Cluster.class || type == TestNamespace.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class
        ? cluster(context)
        : context
            .getStore(STORE)
            .computeIfAbsent(
                TestNamespace.class,
                _ -> cluster(context).newNamespace(context.getRequiredTestClass()),
                TestNamespace.class);
  }

  /** One for all classes. */
  private static Cluster cluster(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(
            Cluster.class, _ -> new Cluster(ClusterSettings.from(System.getenv())), Cluster.class);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw dumped(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw dumped(context, failure);
  }

  private static Throwable dumped(ExtensionContext context, Throwable failure) {
    var namespace = context.getStore(STORE).get(TestNamespace.class, TestNamespace.class);
    if (namespace != null && !(failure instanceof TestAbortedException)) {
      String method = context.getTestMethod().map(m -> "." + m.getName()).orElse("");
      try {
        new Dump(namespace).write(context.getRequiredTestClass().getSimpleName() + method);
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }
}
