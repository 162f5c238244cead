package dev.httpsupgrade.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages' directions and the rules of the house. */
final class ArchitectureTest {

  private static final String ROOT = "dev.httpsupgrade.operator";
  private static final int LONGEST_FILE = 300;
  private static final int LONGEST_RECONCILER = 80;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void theFlowGoesOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("api")
        .definedBy(ROOT + ".api..")
        .layer("workload")
        .definedBy(ROOT + ".workload..")
        .layer("certificate")
        .definedBy(ROOT + ".certificate..")
        .layer("gather")
        .definedBy(ROOT + ".gather..")
        .layer("plan")
        .definedBy(ROOT + ".plan..")
        .layer("observe")
        .definedBy(ROOT + ".observe..")
        .layer("apply")
        .definedBy(ROOT + ".apply..")
        .layer("status")
        .definedBy(ROOT + ".status..")
        .layer("metrics")
        .definedBy(ROOT + ".metrics..")
        .layer("reconcile")
        .definedBy(ROOT + ".reconcile..")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("workload")
        .mayOnlyAccessLayers("api")
        .whereLayer("certificate")
        .mayOnlyAccessLayers("api")
        .whereLayer("gather")
        .mayOnlyAccessLayers("api", "workload", "certificate")
        .whereLayer("plan")
        .mayOnlyAccessLayers("api", "workload", "certificate", "gather")
        .whereLayer("observe")
        .mayOnlyAccessLayers("api", "workload", "certificate", "plan")
        .whereLayer("apply")
        .mayOnlyAccessLayers("api", "workload", "certificate", "gather", "plan", "observe")
        .whereLayer("status")
        .mayOnlyAccessLayers("api", "certificate", "plan", "observe", "apply")
        .whereLayer("metrics")
        .mayOnlyAccessLayers("api", "gather", "status")
        .check(CLASSES);
  }

  @Test
  void noPackagesDependOnEachOther() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheEntranceKnowsTheReconciler() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".reconcile..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".reconcile..")
        .check(CLASSES);
  }

  @Test
  void ofTheEntranceOnlyTheSettingsAreKnownElsewhere() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(ROOT)
                .and(
                    JavaClass.Predicates.simpleName(OperatorSettings.class.getSimpleName())
                        .negate()))
        .check(CLASSES);
  }

  @Test
  void planAndStatusArePure() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".plan..", ROOT + ".status..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fabric8.kubernetes.client..",
            "io.javaoperatorsdk..",
            "java.net..",
            "java.nio.file..",
            "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .check(CLASSES.that(JavaClass.Predicates.simpleName("OwnedMetadata").negate()));
  }

  @Test
  void planStatusAndCertificatePolicyHaveNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".plan..", ROOT + ".status..", ROOT + ".observe..")
        .or()
        .haveSimpleName("CertificatePolicy")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void theTimeIsReadFromAClockThatIsGiven() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void theProxyIsAnotherProgram() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.httpsupgrade.proxy..")
        .check(CLASSES);
  }

  @Test
  void onlyCertificateHandlesPrivateKeys() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".certificate..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(PrivateKey.class)
        .check(CLASSES);
  }

  @Test
  void aNameSaysMoreThanUtilHelperOrManager() {
    noClasses().should().haveSimpleNameEndingWith("Util").check(CLASSES);
    noClasses().should().haveSimpleNameEndingWith("Utils").check(CLASSES);
    noClasses().should().haveSimpleNameEndingWith("Helper").check(CLASSES);
    noClasses().should().haveSimpleNameEndingWith("Manager").check(CLASSES);
  }

  @Test
  void classesAreFinalOrAbstract() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .orShould()
        .haveModifier(JavaModifier.ABSTRACT)
        .check(CLASSES);
  }

  @Test
  void filesAreShort() throws IOException {
    for (Path file : sources()) {
      assertThat(lines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE);
    }
  }

  @Test
  void aReconcilerIsNothingButTheCallsInOrder() throws IOException {
    assertThat(sources("main"))
        .filteredOn(file -> file.toString().endsWith("Reconciler.java"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(lines(file)).hasSizeLessThanOrEqualTo(LONGEST_RECONCILER));
  }

  @Test
  void everyPackageSaysItsPlaceInTheFlow() throws IOException {
    for (Path file : sources("main")) {
      Path packageInfo = file.resolveSibling("package-info.java");
      assertThat(packageInfo).exists();
      assertThat(Files.readString(packageInfo, UTF_8)).startsWith("/**").contains("@NullMarked");
    }
  }

  private static List<Path> sources(String... folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file, UTF_8);
  }
}
