# SPDX-License-Identifier: Apache-2.0
"""Layers and OCI layouts, made so that the same content gives the same bytes."""
import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


@dataclass(frozen=True)
class Entry:
    """A file, or a link where `link` is set, or a folder where neither content nor link is."""
    content: bytes | None = None
    link: str | None = None
    mode: int = 0o755


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def canonical(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def with_parents(entries):
    """The entries and the folders above them, by path."""
    whole = dict(entries)
    for path in entries:
        for parent in Path(path).parents:
            if str(parent) != "/":
                whole.setdefault(str(parent), Entry())
    return whole


def tar(entries):
    """A ustar archive of {absolute path: Entry}: sorted, owned by root, without times."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, entry in sorted(with_parents(entries).items()):
            member = tarfile.TarInfo(path.lstrip("/"))
            member.mode = entry.mode
            if entry.link is not None:
                member.type, member.linkname, member.mode = tarfile.SYMTYPE, entry.link, 0o777
                archive.addfile(member)
            elif entry.content is not None:
                member.size = len(entry.content)
                archive.addfile(member, io.BytesIO(entry.content))
            else:
                member.type = tarfile.DIRTYPE
                archive.addfile(member)
    return out.getvalue()


def compress(content):
    out = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=6, mtime=0) as stream:
        stream.write(content)
    return out.getvalue()


class Layout:
    """An OCI image layout on disk (image-layout.md of the OCI image specification)."""

    def __init__(self, folder):
        self.blobs = Path(folder) / "blobs" / "sha256"
        self.folder = Path(folder)
        self.blobs.mkdir(parents=True, exist_ok=True)
        (self.folder / "oci-layout").write_bytes(canonical({"imageLayoutVersion": "1.0.0"}))

    def add(self, media_type, content):
        """Stores a blob; its descriptor."""
        name = digest(content)
        (self.blobs / name.removeprefix("sha256:")).write_bytes(content)
        return {"mediaType": media_type, "digest": name, "size": len(content)}

    def add_image(self, archives, config):
        """An image of uncompressed layers, lowest first; its manifest's digest. `config` gets the layers' ids."""
        layers = [self.add(LAYER, compress(archive)) for archive in archives]
        config = config | {"rootfs": {"type": "layers", "diff_ids": [digest(archive) for archive in archives]}}
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": self.add(CONFIG, canonical(config)), "layers": layers}
        descriptor = self.add(MANIFEST, canonical(manifest))
        tag = content_tag(descriptor["digest"])
        named = descriptor | {"annotations": {"org.opencontainers.image.ref.name": tag}}
        index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [named]}
        (self.folder / "index.json").write_bytes(canonical(index))
        return descriptor["digest"]


def content_tag(manifest_digest):
    """A tag that names a content: the first 12 hex digits of its manifest's digest."""
    return manifest_digest.removeprefix("sha256:")[:12]
