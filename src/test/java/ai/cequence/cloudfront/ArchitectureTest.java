package ai.cequence.cloudfront;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;

/** Which part may know which other. */
@AnalyzeClasses(
    packages = "ai.cequence.cloudfront",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "ai.cequence.cloudfront";

  @ArchTest
  static final ArchRule PARSER_AND_CLIENT_KNOW_NO_FLINK =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + ".parse..",
              ROOT + ".transaction..",
              ROOT + ".concurrent..",
              ROOT + ".gate..",
              ROOT + ".bridge.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule ONLY_CONFIG_READS_THE_ENVIRONMENT =
      noClasses()
          .that(not(resideInAPackage(ROOT + ".config..")))
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class);

  @ArchTest
  static final ArchRule PARSER_KNOWS_ONLY_TRANSACTIONS =
      classes()
          .that()
          .resideInAPackage(ROOT + ".parse..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ROOT + ".parse..", ROOT + ".transaction..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  /** Flink completes no checkpoint once one subtask with a union list has ended before another. */
  @ArchTest
  static final ArchRule NO_UNION_LISTS =
      noClasses()
          .should()
          .callMethod(OperatorStateStore.class, "getUnionListState", ListStateDescriptor.class);

  @ArchTest
  static final ArchRule NOTHING_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".inspect..", ROOT + ".ledger..", ROOT + ".redrive..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
