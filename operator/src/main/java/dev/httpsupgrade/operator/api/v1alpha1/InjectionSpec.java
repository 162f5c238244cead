package dev.httpsupgrade.operator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;

/**
 * What a pod gets.
 *
 * @param container a native sidecar, which becomes the first init container
 */
public record InjectionSpec(Container container, List<Volume> volumes) {

  public InjectionSpec {
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
  }
}
