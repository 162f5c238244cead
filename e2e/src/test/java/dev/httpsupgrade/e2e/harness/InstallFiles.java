package dev.httpsupgrade.e2e.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What {@code kubectl apply -k} installs the operator from. */
public final class InstallFiles {

  private static final Path ROOT = Path.of("..");

  private final ClusterSettings settings;

  InstallFiles(ClusterSettings settings) {
    this.settings = settings;
  }

  /** Copies them into a folder, with the images of this cluster and as a person would edit them. */
  public void copyTo(Path folder, UnaryOperator<String> edit) throws IOException {
    for (String part : List.of("crds", "deploy")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = folder.resolve(ROOT.relativize(file));
          Files.createDirectories(copy.getParent());
          String manifest = settings.withImages(Files.readString(file, UTF_8));
          Files.writeString(copy, edit.apply(manifest), UTF_8);
        }
      }
    }
  }
}
