import json
import os
import re
import shutil
import subprocess
import tarfile

from peers.peer import Peer, output
from settings import APP_PORT, CERTIFICATE, HOME, KEY, REPOSITORY, TARGET, Failure

IMAGE = REPOSITORY / "sidecar-proxy" / "target" / "sidecar-image.tar"
ROOT = TARGET / "sidecar"
# Inside the image's root directory.
FILES = "/bench"


class Sidecar(Peer):
    """Our own: the container image as users run it, entered without a container."""

    name = "sidecar"
    config = "sidecar.json"
    is_ours = True
    warm_up = 1

    def install(self):
        if not IMAGE.exists():
            raise Failure(f"no image {IMAGE.relative_to(REPOSITORY)}: make images")
        stamp, digest = ROOT / "bench" / "image", str(IMAGE.stat().st_mtime_ns)
        if stamp.exists() and stamp.read_text() == digest:
            return
        shutil.rmtree(ROOT, ignore_errors=True)
        with tarfile.open(IMAGE) as image:
            for layer in json.load(image.extractfile("manifest.json"))[0]["Layers"]:
                with tarfile.open(fileobj=image.extractfile(layer)) as files:
                    files.extractall(ROOT, filter="fully_trusted")
        for folder in "proc", "dev", "bench":
            (ROOT / folder).mkdir()
        stamp.write_text(digest)

    def enter(self):
        """Makes the image's root directory complete, in the benchmark's own mount table."""
        if not os.path.ismount(ROOT / "proc"):
            for folder in "proc", "dev":
                subprocess.run(["mount", "--rbind", f"/{folder}", ROOT / folder], check=True)
        for file in CERTIFICATE, KEY:
            shutil.copy(file, ROOT / "bench")
            (ROOT / "bench" / file.name).chmod(0o644)

    def version(self):
        self.enter()
        text = output(*self._in_image("--version"), env=self.environment())
        return re.search(r"\d+\.\d+\S*", text)[0]

    def placeholders(self):
        return {"APP_PORT": APP_PORT, "TLS_DIRECTORY": FILES}

    def write_config(self, values):
        path = super().write_config(values)
        config = {**json.loads(path.read_text()), **self.fragment()}
        (ROOT / "bench" / path.name).write_text(json.dumps(config))
        return f"{FILES}/{path.name}"

    def fragment(self):
        """What is configured otherwise than in the file."""
        return {}

    def command(self, config):
        return self._in_image("--config", config)

    def environment(self):
        return dict(each.split("=", 1) for each in _image_config().get("Env") or [])

    def _in_image(self, *arguments):
        config = _image_config()
        # In a user namespace there is no other user.
        user = [f"--userspec={config['User']}"] if os.stat("/proc/1").st_uid == 0 else []
        chroot = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin")
        return [chroot, *user, ROOT, *config["Entrypoint"], *arguments]


def _image_config():
    with tarfile.open(IMAGE) as image:
        return json.load(image.extractfile("config.json"))["config"]


class Variant(Sidecar):
    """The sidecar with a fragment of configuration added, from a file sidecar-….json here."""

    variant = True

    def __init__(self, name):
        self.name = name

    def fragment(self):
        return json.loads((HOME / "peers" / f"{self.name}.json").read_text())


def variants():
    return [Variant(file.stem) for file in sorted((HOME / "peers").glob("sidecar-*.json"))]
