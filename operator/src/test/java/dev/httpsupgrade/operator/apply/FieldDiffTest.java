package dev.httpsupgrade.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.operator.api.v1alpha1.PlanStatus.PlannedFields;
import dev.httpsupgrade.operator.plan.GoldenCase;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FieldDiffTest {

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{spec: {a: 1}}             | {spec: {a: 2}}            | changed spec.a",
        "{spec: {}}                 | {spec: {a: 2}}            | added spec.a",
        "{spec: {a: 1}}             | {spec: {}}                | removed spec.a",
        "{spec: {a: {b: {c: 1}}}}   | {spec: {a: {b: {c: 2}}}}  | changed spec.a.b.c",
        "{spec: {}}                 | {spec: {a: {b: {c: 1}}}}  | added spec.a",
        "{spec: {a: [1, 2]}}        | {spec: {a: [1, 3]}}       | changed spec.a",
        "{spec: {}}                 | {spec: {a: [1]}}          | added spec.a",
        "{spec: {a: [1]}}           | {}                        | removed spec",
      })
  void aFieldIsToldByItsPath(String before, String after, String expected) {
    assertThat(diff(before, after)).containsExactly(expected);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{metadata: {}}                    | {metadata: {labels: {example.com/a: b}}} | added metadata.labels[example.com/a]",
        "{metadata: {labels: {a: b}}}      | {metadata: {}}                           | removed metadata.labels.a",
        "{metadata: {labels: {a: b, c: d}}} | {metadata: {labels: {a: b, c: e}}}      | changed metadata.labels.c",
        "{data: {tls.key: x}}              | {data: {tls.key: y}}                     | changed data[tls.key]",
      })
  void ofTextsEachKeyIsTold(String before, String after, String expected) {
    assertThat(diff(before, after)).containsExactly(expected);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{p: []}                              | {p: [{name: a, image: b}]}          | added p[a]",
        "{p: [{name: a, image: b}]}           | {p: []}                             | removed p[a]",
        "{p: [{name: a, image: b}, {name: c}]} | {p: [{name: a, image: d}, {name: c}]} | changed p[a].image",
        "{p: [{port: 80, protocol: TCP}]}     | {p: [{port: 80, protocol: TCP, name: http}]} | added p[80].name",
        "{p: [{port: 53, protocol: TCP, name: t}]} | {p: [{port: 53, protocol: TCP, name: t}, {port: 53, protocol: UDP, name: u}]} | added p[u]",
        "{m: [{name: v, mountPath: /a}, {name: v, mountPath: /b}]} | {m: [{name: v, mountPath: /a}, {name: v, mountPath: /b, readOnly: true}]} | added m[v].readOnly",
        "{p: [{port: 80, name: web}]}         | {p: [{port: 80, name: http}]}       | changed p[web].name",
      })
  void anItemOfAListIsToldByItsName(String before, String after, String expected) {
    assertThat(diff(before, after)).containsExactly(expected);
  }

  @Test
  void whatTheApiServerNotesForItselfIsNoChange() {
    assertThat(
            diff(
                "{metadata: {name: a, generation: 1, resourceVersion: '7', managedFields: []}, status: {replicas: 1}}",
                "{metadata: {name: a, generation: 2, resourceVersion: '8', managedFields: [{manager: x}], annotations: {deprecated.daemonset.template.generation: '2'}}, status: {}}"))
        .isEmpty();
  }

  @Test
  void manyFieldsAreToldInTheOrderOfTheirNames() {
    assertThat(diff("{spec: {b: 1, c: 1}}", "{spec: {a: 1, c: 2}}"))
        .containsExactly("added spec.a", "changed spec.c", "removed spec.b");
  }

  @Test
  void aListThatIsTooLongSaysHowManyMoreThereAre() {
    assertThat(Bounded.of(List.of("a", "b", "c"), 3)).containsExactly("a", "b", "c");
    assertThat(Bounded.of(List.of("a", "b", "c", "d"), 3)).containsExactly("a", "b", "and 2 more");
  }

  private static List<String> diff(String before, String after) {
    return FieldDiff.between(map(before), map(after)).map(FieldDiffTest::lines).orElse(List.of());
  }

  private static List<String> lines(PlannedFields fields) {
    return Stream.of(
            fields.added().stream().map(path -> "added " + path),
            fields.changed().stream().map(path -> "changed " + path),
            fields.removed().stream().map(path -> "removed " + path))
        .flatMap(lines -> lines)
        .toList();
  }

  private static Map<?, ?> map(String yaml) {
    return GoldenCase.YAML.unmarshal("---\n" + yaml, Map.class);
  }
}
