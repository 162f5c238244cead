package dev.httpsupgrade.sidecar.config;

import java.util.HashSet;
import java.util.List;

/**
 * The certificates to serve and how TLS is spoken.
 *
 * @param directory absolute path of the directory that holds {@code tls.crt} (leaf first, then its
 *     chain) and {@code tls.key} (PKCS#8), both PEM, as a volume of a {@code kubernetes.io/tls}
 *     Secret has them, and optionally {@code ocsp.der}, the answer to staple (RFC 6066 §8); this
 *     certificate is served to clients that ask for no name or for one that no certificate has
 * @param minVersion the oldest protocol version that is accepted
 * @param moreDirectories more such directories, at most 15; by the name that a client asks for and
 *     the signatures it understands, one of all certificates is served; default none
 * @param algorithms which algorithms are offered; default {@link TlsAlgorithms#DEFAULT}
 * @param clientAuth whether clients show a certificate; default {@link ClientAuth#NONE}
 */
public record TlsConfig(
    String directory,
    TlsVersion minVersion,
    List<String> moreDirectories,
    TlsAlgorithms algorithms,
    ClientAuth clientAuth) {

  private static final int MAX_MORE = 15;

  @SuppressWarnings("NullAway") // what a configuration leaves out is null here
  public TlsConfig {
    Checks.present("directory", directory);
    Checks.present("minVersion", minVersion);
    Checks.absolute("directory", directory);
    moreDirectories = moreDirectories == null ? List.of() : List.copyOf(moreDirectories);
    Checks.inRange("moreDirectories", moreDirectories.size(), 0, MAX_MORE, "entries");
    var all = new HashSet<String>();
    all.add(directory);
    for (int i = 0; i < moreDirectories.size(); i++) {
      String field = "moreDirectories[%d]".formatted(i);
      Checks.absolute(field, moreDirectories.get(i));
      Checks.expect(
          field, moreDirectories.get(i), all.add(moreDirectories.get(i)), "each directory once");
    }
    algorithms = algorithms == null ? TlsAlgorithms.DEFAULT : algorithms;
    clientAuth = clientAuth == null ? ClientAuth.NONE : clientAuth;
  }

  /** One certificate for everybody, with the default algorithms. */
  public TlsConfig(String directory, TlsVersion minVersion) {
    this(directory, minVersion, List.of(), TlsAlgorithms.DEFAULT, ClientAuth.NONE);
  }
}
