"""The images of the deploy story: the runtime stage of docker/Dockerfile, as it is, around the program of this tree.

The stage needs a base image. By default it has a shell and this machine's own libraries, those that the program is linked with:
that takes two seconds and no download. WEIR_RUNTIME_IMAGE, an archive of a root file system, takes its place; deploy-test.sh makes
one of Debian's packages if asked. In either, what the Dockerfile installs is there already, and its apt-get does nothing.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from machine import ACCOUNT, REGION, run

REPOSITORY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/weir"


def _libraries(*programs):
    """The shared libraries of programs."""
    said = run("ldd", *programs)
    return sorted(set(re.findall(r"(?:=> )?(/\S+) \(0x", said)))


def make_base(folder, program):
    """A root file system with a shell, a few commands and the libraries of a program."""
    root = folder / "base"
    commands = [Path(shutil.which(name)).resolve() for name in ("sh", "rm", "install", "cat", "sleep")]
    for path in commands:
        (root / "usr/bin").mkdir(parents=True, exist_ok=True)
        shutil.copy(path, root / "usr/bin" / path.name)
    (root / "usr/bin/sh").exists() or (root / "usr/bin/sh").symlink_to(commands[0].name)
    for name in ("bin", "lib", "lib64", "sbin"):
        (root / "usr" / name).mkdir(exist_ok=True)
        (root / name).symlink_to(f"usr/{name}")
    for library in _libraries(program, *commands):
        # In Debian /lib is /usr/lib.
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    for path in ("tmp", "etc/ssl/certs", "var/lib/apt/lists", "usr/share"):
        (root / path).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/ssl/certs")
    shutil.copytree("/usr/share/zoneinfo", root / "usr/share/zoneinfo", symlinks=True, dirs_exist_ok=True)
    archive = folder / "base.tar"
    run("tar", "-C", root, "-cf", archive, ".")
    shutil.rmtree(root)
    return archive


def context(folder, repository, program, authority):
    """A build context and a Dockerfile whose last stage is the product's own; the first has what was built outside."""
    place = folder / "context"
    (place / "image").mkdir(parents=True)
    (place / "authorities").mkdir()
    shutil.copy(program, place / "image/api-server")
    run("strip", place / "image/api-server")
    for resources in Path(program).parent.glob("*.resources"):
        shutil.copytree(resources, place / "image" / resources.name)
    shutil.copy(authority, place / "authorities/rds-global-bundle.pem")
    (place / "authorities/rds-global-bundle.pem").chmod(0o644)
    text = (repository / "docker/Dockerfile").read_text()
    stage = text.index("FROM --platform=${PLATFORM} ${RUNTIME_IMAGE}")
    arguments = [line for line in text[:stage].splitlines() if line.startswith("ARG ")]
    (place / "Dockerfile").write_text(
        "\n".join([*arguments, "FROM scratch AS build", "COPY image/ /image/", "COPY authorities/ /authorities/", ""]) + text[stage:])
    return place


def build_all(folder, repository, program, authority):
    """Builds every variant and returns their names: two versions, one that crashes, one whose migration fails, and one for another
    processor.
    """
    base = os.environ.get("WEIR_RUNTIME_IMAGE") or make_base(folder, program)
    run("podman", "import", "--quiet", base, "localhost/runtime:latest")
    place = context(folder, repository, program, authority)
    # The base has what the Dockerfile installs, and there is no network here.
    stub = folder / "apt-get"
    stub.write_text("#!/bin/sh\nexit 0\n")
    stub.chmod(0o755)

    def build(version, *more, file=place / "Dockerfile"):
        name = f"{REPOSITORY}:{version}"
        run("buildah", "bud", "--isolation", "chroot", "--quiet", "--layers", "--tag", name, "--file", file,
            "--volume", f"{stub}:/usr/bin/apt-get:ro", "--build-arg", "RUNTIME_IMAGE=localhost/runtime:latest",
            "--build-arg", f"VERSION={version}",
            # Its own argument: a cached layer ignores another value of a build argument.
            "--label", f"org.opencontainers.image.version={version}", *more, place)
        return name

    images = {"first": build("1.0.0"), "second": build("1.1.0"), "third": build("1.5.0")}
    # The program refuses a setting and says so in its log: as a server alone, or always.
    serving = 'case $0 in serve) export DRAIN_SECONDS=forever ;; esac; exec api-server "$0" "$@"'
    for variant, version, line in (("crashing", "1.2.0", "ENTRYPOINT " + json.dumps(["/bin/sh", "-c", serving])),
                                   ("unmigrated", "1.4.0", "ENV LOG_LEVEL=deafening")):
        # A new entry point discards the command.
        (place / variant).write_text(f"FROM {images['first']}\n{line}\nCMD [\"serve\"]\n")
        images[variant] = build(version, file=place / variant)
    container = run("buildah", "from", images["first"]).strip()
    run("buildah", "config", "--arch", "arm64", container)
    images["foreign"] = f"{REPOSITORY}:1.3.0"
    run("buildah", "commit", "--quiet", container, images["foreign"])
    run("buildah", "rm", container)
    return images


def push(name):
    """Sends an image to the emulated ECR."""
    done = subprocess.run(["podman", "push", "--quiet", name], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"podman push {name}: {done.stderr}")
