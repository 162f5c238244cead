package dev.httpsupgrade.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String ROOT = "dev.httpsupgrade.proxy";

  private static final JavaClasses PROXY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void aStageKnowsOnlyWhatComesAfterIt() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("accept")
        .definedBy(ROOT + ".accept")
        .layer("tls")
        .definedBy(ROOT + ".tls")
        .layer("http")
        .definedBy(ROOT + ".http..")
        .layer("upstream")
        .definedBy(ROOT + ".upstream")
        .layer("connection")
        .definedBy(ROOT + ".connection")
        .layer("config")
        .definedBy(ROOT + ".config")
        .layer("logs")
        .definedBy(ROOT + ".logs")
        .layer("metrics")
        .definedBy(ROOT + ".metrics")
        .layer("admin")
        .definedBy(ROOT + ".admin")
        .layer("root")
        .definedBy(ROOT)
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("admin")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("logs")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("metrics")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("accept")
        .mayOnlyBeAccessedByLayers("root", "admin")
        .whereLayer("tls")
        .mayOnlyBeAccessedByLayers("accept", "root", "admin", "metrics")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("accept", "root")
        .whereLayer("upstream")
        .mayOnlyBeAccessedByLayers("http", "accept", "root", "metrics")
        .whereLayer("connection")
        .mayNotAccessAnyLayer()
        .check(PROXY);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(PROXY);
  }

  @Test
  void ofHttpEachPartKnowsOnlyWhatItIsMadeOf() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("exchange")
        .definedBy(ROOT + ".http")
        .layer("problem")
        .definedBy(ROOT + ".http.problem")
        .layer("rules")
        .definedBy(ROOT + ".http.rules")
        .layer("message")
        .definedBy(ROOT + ".http.message")
        .whereLayer("problem")
        .mayOnlyAccessLayers("rules", "message")
        .whereLayer("rules")
        .mayOnlyAccessLayers("message")
        .whereLayer("message")
        .mayNotAccessAnyLayer()
        .check(PROXY);
  }

  @Test
  void theConnectionsStateIsPure() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".connection")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "java.io..", "java.net..", "java.nio..", "org.slf4j..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(PROXY);
  }

  @Test
  void timeIsInjected() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ProxyMain")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(PROXY);
  }

  @Test
  void onlyTheErrorResponderKnowsStatusCodes() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".admin")
        .and()
        .doNotHaveSimpleName("ErrorResponder")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(HttpResponseStatus.class)
        .check(PROXY);
  }

  @Test
  void theProxyKnowsNoOperatorAndNoCluster() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.httpsupgrade.operator..", "io.fabric8..", "io.javaoperatorsdk..")
        .check(PROXY);
  }

  @Test
  void aClassIsNamedAfterWhatItIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager)")
        .orShould()
        .resideInAnyPackage("..util..", "..common..", "..helper..")
        .check(PROXY);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith("org.jspecify.annotations.NullMarked")
        .check(PROXY);
  }
}
