package dev.httpsupgrade.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.httpsupgrade.operator.api.v1alpha1.Injection;
import dev.httpsupgrade.operator.api.v1alpha1.InjectionSpec;
import dev.httpsupgrade.operator.api.v1alpha1.Names;
import dev.httpsupgrade.operator.certificate.Leaf;
import dev.httpsupgrade.operator.gather.Inputs;
import dev.httpsupgrade.operator.workload.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;
import java.util.Optional;

/**
 * What has to be written so that pods get a sidecar.
 *
 * @param workload our fields of the workload: the sidecar, or a label that names the injection
 * @param injection what the admission policy is to add to pods with that label
 */
public record Delivery(Workload workload, Optional<Injection> injection) {

  private static final int HASH_LENGTH = 16;

  /**
   * The same sidecar, in the way that the spec asks for.
   *
   * @param present injections that are there, the one in use first
   */
  public static Delivery of(
      Inputs.Subject subject, PodTemplateSpec sidecar, List<Injection> present) {
    return switch (subject.spec().injection()) {
      case Workload -> new Delivery(subject.target().with(sidecar), Optional.empty());
      case Admission -> byAdmission(subject, sidecar, present);
    };
  }

  private static Delivery byAdmission(
      Inputs.Subject subject, PodTemplateSpec sidecar, List<Injection> present) {
    var spec =
        new InjectionSpec(
            sidecar.getSpec().getInitContainers().getFirst(), sidecar.getSpec().getVolumes());
    InjectionSpec wanted = read(spec);
    // Another version of the operator may write the same sidecar differently, which is no reason to
    // replace pods.
    String name =
        present.stream()
            .filter(injection -> read(injection.getSpec()).equals(wanted))
            .findFirst()
            .map(injection -> injection.getMetadata().getName())
            .orElseGet(() -> Names.injection(hash(sidecar)));
    var injection = new Injection();
    injection.setMetadata(OwnedMetadata.of(subject, name));
    injection.setSpec(spec);
    var named =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .addToLabels(Names.INJECTION_LABEL, injection.getMetadata().getName())
            .endMetadata()
            .build();
    return new Delivery(subject.target().with(named), Optional.of(injection));
  }

  /** As it is when it comes from the API server: what was made here may have nulls. */
  private static InjectionSpec read(InjectionSpec spec) {
    return new ObjectMapper().convertValue(spec, InjectionSpec.class);
  }

  /** Another sidecar has another name, so that pods of either template get theirs. */
  private static String hash(PodTemplateSpec sidecar) {
    String json = new ObjectMapper().valueToTree(sidecar).toString();
    // Until one is in use, there is another token each time.
    String lasting = json.replace(token(sidecar.getSpec().getInitContainers().getFirst()), "");
    return Leaf.sha256(lasting.getBytes(UTF_8)).substring(0, HASH_LENGTH);
  }

  private static String token(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getName().equals(Names.DRAIN_TOKEN_VARIABLE))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
