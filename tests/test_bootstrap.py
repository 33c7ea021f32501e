"""The set-up: what it does when all is well, half done, too old, or without a network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import bootstrap


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Point the set-up at an empty folder and record what it would run."""
    calls = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(bootstrap, "works", lambda: bootstrap.PYTHON.exists())
    monkeypatch.setattr(bootstrap, "refuse_without_network", lambda: None)
    monkeypatch.setattr(bootstrap, "install_packages", lambda: calls.append("install"))
    monkeypatch.setattr(bootstrap, "finish", lambda python: calls.append("finish"))

    def create(python):
        calls.append("create")
        bootstrap.VENV.mkdir()
        bootstrap.PYTHON.touch()

    monkeypatch.setattr(bootstrap, "create", create)
    return calls


def test_a_first_call_makes_the_environment_and_a_second_does_nothing(place):
    bootstrap.make_environment()
    assert place == ["create", "install", "finish"]
    bootstrap.make_environment()
    assert len(place) == 3


def test_an_interrupted_install_is_made_anew(place, monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "install_packages", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.make_environment()
    monkeypatch.setattr(bootstrap, "install_packages", lambda: place.append("install"))
    (bootstrap.VENV / "half-written").touch()
    bootstrap.make_environment()
    assert place == ["create", "create", "install", "finish"]
    assert not (bootstrap.VENV / "half-written").exists()
    assert "not finished or was moved; making it anew" in capsys.readouterr().out


def test_a_moved_environment_is_made_anew(place):
    bootstrap.make_environment()
    bootstrap.STAMP.write_text(json.dumps({**bootstrap.wanted_stamp(), "place": "elsewhere"}))
    bootstrap.make_environment()
    assert place.count("create") == 2


def test_an_environment_whose_python_is_gone_is_made_anew(place):
    bootstrap.make_environment()
    bootstrap.PYTHON.unlink()
    bootstrap.make_environment()
    assert place.count("create") == 2


def test_a_new_lock_is_installed_over_the_old_environment(place):
    bootstrap.make_environment()
    bootstrap.STAMP.write_text(json.dumps({**bootstrap.wanted_stamp(), "made from": "old"}))
    bootstrap.make_environment()
    assert place == ["create", "install", "finish", "install", "finish"]


def test_a_new_lock_without_a_network_leaves_the_old_environment_as_it_is(place, monkeypatch):
    bootstrap.make_environment()
    old = json.dumps({**bootstrap.wanted_stamp(), "made from": "old"})
    bootstrap.STAMP.write_text(old)
    monkeypatch.setattr(bootstrap, "refuse_without_network", lambda: bootstrap.stop("no network"))
    with pytest.raises(SystemExit, match="no network"):
        bootstrap.make_environment()
    assert bootstrap.STAMP.read_text() == old


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_damaged_stamp_counts_as_not_finished(place, text):
    bootstrap.make_environment()
    bootstrap.STAMP.write_text(text)
    bootstrap.make_environment()
    assert place.count("create") == 2


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: _raise(OSError("none")))
    with pytest.raises(SystemExit, match=r"needs Python 3.11 to 3.13, and this is Python 3.9"):
        bootstrap.supported_python()


def test_another_python_that_is_installed_is_used(monkeypatch):
    def run(command, **_):
        if "3.12" not in " ".join(command):
            raise OSError("none")
        return subprocess.CompletedProcess(command, 0, b"/usr/bin/python3.12\n")

    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    assert bootstrap.supported_python() == "/usr/bin/python3.12"


def _raise(error):
    raise error


@pytest.mark.parametrize(
    ("version", "supported"),
    [((3, 10, 9), False), ((3, 11, 0), True), ((3, 13, 7), True), ((3, 14, 0), False)],
)
def test_supported_versions(version, supported):
    assert bootstrap.is_supported(version) is supported


def test_without_a_network_one_sentence_says_so(monkeypatch):
    """The real pip, with an index that nobody answers for."""
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    for name in [name for name in os.environ if name.upper().startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(SystemExit) as caught:
        bootstrap.refuse_without_network()
    sentence = str(caught.value).strip()
    assert sentence.startswith("There is no network, or the package index can't be reached")
    assert sentence.count("\n") == 0


def test_a_python_that_cannot_make_environments_is_told_what_to_install(monkeypatch, tmp_path):
    text = b"The virtual environment was not created because ensurepip is not available."
    failed = subprocess.CompletedProcess([], 1, text)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        bootstrap.create(sys.executable)


@pytest.mark.parametrize(
    ("uv", "codes", "used"),
    [
        (None, [0], ["pip"]),
        ("/bin/uv", [0], ["uv"]),
        ("/bin/uv", [1, 0], ["uv", "pip"]),
    ],
)
def test_uv_is_used_where_it_is_and_pip_otherwise(monkeypatch, uv, codes, used):
    ran, left = [], list(codes)

    def run(command, **_):
        ran.append(command)
        return subprocess.CompletedProcess(command, left.pop(0))

    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: uv)
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    bootstrap.install_packages()
    assert ["uv" if command[0] == "/bin/uv" else "pip" for command in ran] == used
    assert all("--require-hashes" in command for command in ran)
    assert all({"--compile", "--compile-bytecode"} & set(command) for command in ran)


def test_a_failed_install_says_what_to_do(monkeypatch):
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit, match="not all installed"):
        bootstrap.install_packages()


def test_the_environment_of_a_kernel_keeps_compiled_files(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in bootstrap.environment_variables()
    assert bootstrap.environment_variables()["PATH"].startswith(str(bootstrap.PYTHON.parent))


def test_the_set_up_needs_only_the_standard_library_and_an_old_python():
    """It must at least start on a Python that is too old, to say so."""
    import ast

    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert names <= sys.stdlib_module_names


def test_an_unknown_word_gets_a_sentence():
    with pytest.raises(SystemExit, match="does not know 'labb'; it knows: lab, here"):
        bootstrap.main(["labb"])


@pytest.mark.parametrize("root", [True, False])
def test_jupyterlab_opens_the_first_notebook_and_extra_arguments_pass(monkeypatch, root):
    started = []
    monkeypatch.setattr(bootstrap, "WINDOWS", False)
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000, raising=False)
    monkeypatch.setattr(os, "chdir", lambda path: None)
    monkeypatch.setattr(os, "execve", lambda file, command, env: started.append(command))
    bootstrap.start_lab(["--no-browser", "--port=8899"])
    (command,) = started
    assert command[1:3] == ["-m", "jupyterlab"]
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert command[-2:] == ["--no-browser", "--port=8899"]
    assert ("--allow-root" in command) is root
