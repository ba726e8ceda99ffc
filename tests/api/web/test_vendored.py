"""What is served of other projects is what their packages held, and all of it is listed."""

import hashlib
from pathlib import Path

import yaml

from api.web.assets import assets

VENDOR = Path(__file__).parents[3] / "api" / "web" / "vendor"
SCRIPTS_KB = 60


def listed() -> dict[str, str]:
    packages = yaml.safe_load((VENDOR / "vendored.yaml").read_text(encoding="utf-8"))
    return {name: told for package in packages for name, told in package["files"].items()}


def test_every_file_has_the_hash_that_is_listed():
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendored.yaml"
    }

    assert found == listed()


def test_scripts_stay_small():
    scripts = [one for name, one in assets.files.items() if name.endswith(".js")]

    assert len(scripts) >= 3
    assert sum(len(one.compressed or b"") for one in scripts) < SCRIPTS_KB * 1_000
