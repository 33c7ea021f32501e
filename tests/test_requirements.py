"""The lock: exact versions with hashes, for each system and Python that the course supports."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from course_utils import paths

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXT = paths.LOCK.read_text(encoding="utf-8")
BLOCKS = re.split(r"\n(?=\S)", TEXT.strip())
LOCKED = [Requirement(block.split("\\")[0].strip()) for block in BLOCKS]
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "os_name": "posix", "platform_machine": "x86_64"},
    "macOS": {"sys_platform": "darwin", "os_name": "posix", "platform_machine": "arm64"},
    "Windows": {"sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"},
}


def test_every_package_has_one_exact_version_and_hashes():
    assert len(LOCKED) > 100
    for block, requirement in zip(BLOCKS, LOCKED, strict=True):
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block)


def test_the_lock_holds_no_address():
    assert not re.search(r"://|index-url|find-links|@ ", TEXT)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_has_what_the_project_asks_for(system, python):
    environment = SYSTEMS[system] | {
        "python_version": python,
        "python_full_version": f"{python}.4",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    here = [r for r in LOCKED if r.marker is None or r.marker.evaluate(environment)]
    versions = {r.name: next(iter(r.specifier)).version for r in here}
    assert len(versions) == len(here)
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    for each in map(Requirement, wanted):
        name = each.name.lower().replace("_", "-")
        assert versions[name] in each.specifier, each


def test_conda_gives_python_and_pip_and_installs_the_same_lock():
    made = yaml.safe_load((paths.ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, rest = made["dependencies"]
    assert f"{python.removeprefix('python=')}.1" in SpecifierSet(
        PROJECT["project"]["requires-python"]
    )
    assert pip == "pip"
    assert rest == {"pip": ["--require-hashes", "-r requirements.lock"]}
