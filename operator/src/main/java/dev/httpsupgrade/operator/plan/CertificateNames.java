package dev.httpsupgrade.operator.plan;

import dev.httpsupgrade.operator.gather.ServiceFacts;
import java.util.List;
import java.util.stream.Stream;

/** The DNS names of Services, by which clients in the cluster call the workload. */
final class CertificateNames {

  private CertificateNames() {}

  static List<String> of(String namespace, List<ServiceFacts> services, String clusterDomain) {
    return services.stream()
        .flatMap(service -> {
          String name = "%s.%s.svc".formatted(service.name(), namespace);
          return service.headless() ? Stream.of(name, "*." + name) : Stream.of(name);
        })
        .flatMap(name -> Stream.of(name, name + "." + clusterDomain))
        .sorted()
        .toList();
  }
}
