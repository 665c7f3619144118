"""The shipped model files with their digests: no altered file is loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from quotes.errors import ModelError

ENGLISH = Path(__file__).resolve().parent.parent / "english" / "models"
MANIFEST = "manifest.json"


class ModelFile(msgspec.Struct, frozen=True):
    """One file of the models: its name, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


class ModelManifest(msgspec.Struct, frozen=True):
    """The shipped models; `version` is in every record made with them."""

    version: str
    files: tuple[ModelFile, ...]


def describe_file(path: Path) -> ModelFile:
    """The file as the manifest records it."""
    content = path.read_bytes()
    return ModelFile(path.name, len(content), hashlib.sha256(content).hexdigest())


def write_manifest(folder: Path, version: str) -> ModelManifest:
    """The manifest of every model file in the folder, which is written there, too."""
    names = sorted(
        p
        for p in folder.iterdir()
        if p.suffix in (".pt", ".safetensors") or p.name == "tokenizer.json"
    )
    manifest = ModelManifest(version, tuple(describe_file(path) for path in names))
    (folder / MANIFEST).write_bytes(
        msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    )
    return manifest


def read_manifest(folder: Path = ENGLISH) -> ModelManifest:
    """The manifest in a models folder.

    Raises:
        ModelError: there is none, or it can't be read.
    """
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=ModelManifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise ModelError(f"no models in {folder}: {error}; reinstall onrecord") from error


def check_models(folder: Path = ENGLISH) -> ModelManifest:
    """The manifest of a folder whose files are all there and unaltered.

    Raises:
        ModelError: a file is missing or its digest differs; the message says how to mend it.
    """
    manifest = read_manifest(folder)
    for file in manifest.files:
        path = folder / file.name
        if not path.is_file():
            raise ModelError(f"the model file {path} is missing; reinstall onrecord")
        if describe_file(path) != file:
            raise ModelError(
                f"the model file {path} was altered (its SHA-256 differs); reinstall onrecord"
            )
    return manifest
