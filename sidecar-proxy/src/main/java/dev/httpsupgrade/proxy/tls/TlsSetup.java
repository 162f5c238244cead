package dev.httpsupgrade.proxy.tls;

import dev.httpsupgrade.proxy.config.UnusableConfigException;
import dev.httpsupgrade.sidecar.config.ClientAuth.Mode;
import dev.httpsupgrade.sidecar.config.TlsConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration and what is in the directories that it names.
 *
 * @param files the certificates, the default one first
 * @param trust null if clients show no certificate
 */
record TlsSetup(TlsConfig config, List<CertificateFiles> files, @Nullable TrustFiles trust) {

  /**
   * A setup that takes over what {@code former} has read, so that a directory that stays keeps its
   * last good content.
   */
  static TlsSetup of(TlsConfig config, @Nullable TlsSetup former, CertificateEvents events) {
    var directories = new ArrayList<String>();
    directories.add(config.directory());
    directories.addAll(config.moreDirectories());
    var files = directories.stream().map(each -> filesOf(Path.of(each), former, events)).toList();
    return new TlsSetup(config, files, trustOf(config, former, events));
  }

  CertificateFiles first() {
    return files.getFirst();
  }

  /** The certificates that were loaded, but for the default one. */
  List<Credential> more() {
    var more = new ArrayList<Credential>();
    for (CertificateFiles each : files.subList(1, files.size())) {
      Credential current = each.current();
      if (current != null) {
        more.add(current);
      }
    }
    return more;
  }

  ClientTrust clientTrust() {
    return trust == null ? ClientTrust.NOBODY : trust.current();
  }

  Set<Path> directories() {
    var directories = new HashSet<Path>();
    files.forEach(each -> directories.add(each.directory()));
    if (trust != null) {
      directories.add(trust.directory());
    }
    return directories;
  }

  /** What is not in use as the files have it, and why; null if all is. */
  @Nullable String error() {
    var errors = new ArrayList<String>();
    add(errors, "", first().error());
    for (CertificateFiles each : files.subList(1, files.size())) {
      add(errors, each.directory() + ": ", each.error());
    }
    if (trust != null) {
      add(errors, "client trust: ", trust.error());
    }
    return errors.isEmpty() ? null : String.join("; ", errors);
  }

  /** Why handshakes fail, or null if they don't. */
  @Nullable String unreadyReason() {
    if (first().current() == null) {
      return first().error();
    }
    return trust != null && clientTrust().authorities().isEmpty() ? error() : null;
  }

  /**
   * Reads the directories that {@code former} doesn't name.
   *
   * @throws UnusableConfigException if nothing in them can be used
   */
  void readNew(TlsSetup former, Instant now) throws UnusableConfigException {
    for (CertificateFiles each : files) {
      if (!former.files.contains(each)) {
        each.reload(now);
      }
    }
    if (!former.files.contains(first()) && first().current() == null) {
      throw unusable("tls.directory", first().directory(), first().error());
    }
    if (trust != null && trust != former.trust && !trust.reload(now)) {
      throw unusable("tls.clientAuth.directory", trust.directory(), trust.error());
    }
  }

  /** Lets go of certificates that {@code other} doesn't have. */
  void closeAllBut(List<CertificateFiles> other) {
    for (CertificateFiles each : files) {
      if (!other.contains(each)) {
        each.close();
      }
    }
  }

  private static void add(List<String> errors, String prefix, @Nullable String error) {
    if (error != null) {
      errors.add(prefix + error);
    }
  }

  private static CertificateFiles filesOf(
      Path directory, @Nullable TlsSetup former, CertificateEvents events) {
    if (former != null) {
      for (CertificateFiles each : former.files) {
        if (each.directory().equals(directory)) {
          return each;
        }
      }
    }
    return new CertificateFiles(directory, events);
  }

  private static @Nullable TrustFiles trustOf(
      TlsConfig config, @Nullable TlsSetup former, CertificateEvents events) {
    String directory = config.clientAuth().directory();
    if (config.clientAuth().mode() == Mode.NONE || directory == null) {
      return null;
    }
    TrustFiles known = former == null ? null : former.trust;
    return known != null && known.directory().equals(Path.of(directory))
        ? known
        : new TrustFiles(Path.of(directory), events);
  }

  private static UnusableConfigException unusable(
      String field, Path directory, @Nullable String error) {
    return new UnusableConfigException("%s: %s (%s)".formatted(field, directory, error));
  }
}
