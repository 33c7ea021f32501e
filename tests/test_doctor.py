"""The doctor: every outcome of every check, on machines that are broken in every known way."""

import hashlib
import json
import os
import re
import sys
from pathlib import Path

import pytest

from course_utils import bootstrap, doctor, machine, paths
from course_utils.doctor import FAIL, OK, WARN, Diagnosis, Line
from course_utils.machine import Finished
from tests.contrast import contrast

GB = 2**30
LOCK = """\
numpy==2.4.6 \\
    --hash=sha256:00
opencv-python==5.0.0.93 \\
    --hash=sha256:00 \\
    --hash=sha256:11
Old_Thing==1.0 ; python_version < '3' \\
    --hash=sha256:00
"""
INSTALLED = {
    "numpy": "2.4.6",
    "opencv-python": "5.0.0.93",
    "jupyterlab": "4.6.6",
    "ipykernel": "7.1.0",
    "ipywidgets": "8.1.9",
    "jupyterlab-widgets": "3.0.17",
    "anywidget": "0.11.0",
}
MEND = "python -m pip install -r requirements.lock"
TABLE = "| file | author | licence | SHA-256 |\n| --- | --- | --- | --- |\n"


def without(name: str) -> dict[str, str]:
    return {key: version for key, version in INSTALLED.items() if key != name}


def ends_with(returncode: int | None, output: str = "", errors: str = ""):
    """Return a stand-in for `machine.run_python` whose process ends like this."""

    def run(code: str, timeout: float) -> Finished:
        assert timeout > 0
        compile(code, "code", "exec")  # what is run is Python
        return Finished(returncode, output, errors)

    return run


def assert_line(line: Line, state: str, said: str, mend: str | None = None) -> None:
    assert line.state == state, line
    assert said in line.message, line
    if state == OK:
        assert line.mend is None
    else:
        assert line.mend
        assert mend is None or mend in line.mend, line


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 7), (3, 13, 1)])
def test_supported_pythons(version):
    assert_line(doctor.check_python(version, 64), OK, ".".join(map(str, version)))


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0)])
def test_other_pythons(version):
    assert_line(doctor.check_python(version, 64), FAIL, "3.11 to 3.13", bootstrap.AGAIN)


def test_a_python_of_32_bit():
    assert_line(doctor.check_python((3, 12, 0), 32), FAIL, "32 bit", bootstrap.AGAIN)


@pytest.mark.parametrize(
    ("in_venv", "is_conda", "finished", "state", "said"),
    [
        (True, False, True, OK, ".venv"),
        (True, False, False, WARN, "interrupted"),
        (False, True, False, OK, "conda"),
        (False, False, False, WARN, "not the course's own"),
    ],
)
def test_environment(in_venv, is_conda, finished, state, said):
    line = doctor.check_environment(in_venv, is_conda, finished)
    assert_line(line, state, said, bootstrap.AGAIN)


def test_packages_as_in_the_lock():
    assert_line(doctor.check_packages(LOCK, INSTALLED, MEND), OK, "all 2")


def test_a_missing_package_fails_and_the_command_is_given():
    line = doctor.check_packages(LOCK, without("numpy"), MEND)
    assert_line(line, FAIL, "not installed: numpy.", MEND)


def test_another_version_is_a_warning_with_both_versions():
    line = doctor.check_packages(LOCK, INSTALLED | {"numpy": "2.3.0"}, MEND)
    assert_line(line, WARN, "numpy 2.3.0 (course: 2.4.6)", MEND)


def test_versions_that_mean_the_same_are_equal():
    installed = INSTALLED | {"numpy": "2.4.6.0"}
    assert_line(doctor.check_packages(LOCK, installed, MEND), OK, "all 2")


def test_many_missing_packages_are_not_all_listed():
    lock = "".join(f"package{number}==1\n" for number in range(9))
    line = doctor.check_packages(lock, {}, MEND)
    assert_line(line, FAIL, "package0, package1, package2, package3 and 5 more.")


@pytest.mark.parametrize("lock", ["numpy>=2\n", "numpy\n", "<<<<<<< HEAD\n", "a==1,==2\n"])
def test_a_lock_that_cannot_be_read_names_the_line(lock):
    line = doctor.check_packages("# a comment\n" + lock, INSTALLED, MEND)
    assert_line(line, FAIL, "line 2", "git checkout -- requirements.lock")


def test_no_lock():
    assert_line(doctor.check_packages(None, INSTALLED, MEND), FAIL, "missing", "git checkout")


def test_the_course_own_lock_can_be_read():
    wanted = machine.parse_lock(paths.LOCK.read_text(encoding="utf-8"))
    assert len(wanted) > 100
    assert {"numpy", "opencv-python", "tensorflow", "jupyterlab-widgets"} <= wanted.keys()


def test_jupyterlab():
    assert_line(doctor.check_jupyterlab(INSTALLED, MEND), OK, "4.6.6")
    line = doctor.check_jupyterlab(without("ipykernel"), MEND)
    assert_line(line, FAIL, "not installed: ipykernel", MEND)
    line = doctor.check_jupyterlab(INSTALLED | {"jupyterlab": "3.6.0"}, MEND)
    assert_line(line, WARN, "written for 4", MEND)


def test_widgets():
    assert_line(doctor.check_widgets(INSTALLED, MEND), OK, "ipywidgets 8.1.9")
    line = doctor.check_widgets(without("jupyterlab-widgets"), MEND)
    assert_line(line, FAIL, "not installed: jupyterlab-widgets", MEND)


@pytest.mark.parametrize("pair", [{"ipywidgets": "7.8.1"}, {"jupyterlab-widgets": "1.1.0"}])
def test_halves_of_the_widgets_that_do_not_fit(pair):
    line = doctor.check_widgets(INSTALLED | pair, MEND)
    assert_line(line, FAIL, "do not fit together", MEND)


def test_one_opencv_wheel():
    assert_line(doctor.check_opencv_wheels(INSTALLED, MEND), OK, "the only one")


def test_no_opencv_wheel():
    line = doctor.check_opencv_wheels(without("opencv-python"), MEND)
    assert_line(line, FAIL, "not installed", MEND)


@pytest.mark.parametrize("second", ["opencv-python-headless", "opencv-contrib-python"])
def test_two_opencv_wheels(second):
    line = doctor.check_opencv_wheels(INSTALLED | {second: "4.10.0.84"}, MEND)
    assert_line(line, FAIL, f"opencv-python and {second} overwrite", MEND)


def test_wheels_are_all_removed_before_one_comes_back(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STATE", str(tmp_path))
    monkeypatch.setattr(machine, "in_course_environment", lambda: True)
    two = INSTALLED | {"opencv-python-headless": "4.10.0.84"}
    monkeypatch.setattr(machine, "installed_versions", lambda: two)
    monkeypatch.setattr(machine, "run_python", ends_with(1, errors="No module named 'cv2'"))
    lines = {line.name: line for line in doctor.examine(quick=True)}
    for name in ("OpenCV wheel", "OpenCV"):
        uninstall, install = lines[name].mend.splitlines()
        assert uninstall.endswith("pip uninstall -y opencv-python opencv-python-headless")
        assert install.endswith("pip install -r requirements.lock")


def test_nothing_is_removed_from_another_environment(monkeypatch):
    monkeypatch.setattr(machine, "in_course_environment", lambda: False)
    monkeypatch.setattr(machine, "is_conda", lambda: False)
    assert machine.reinstall_commands(["opencv-python"]) == bootstrap.AGAIN


def test_opencv_can_be_imported():
    assert_line(doctor.check_opencv(ends_with(0, "5.0.0\n"), MEND), OK, "5.0.0")


def test_opencv_on_a_linux_without_its_libraries():
    errors = (
        "Traceback (most recent call last):\nImportError: libGL.so.1: "
        "cannot open shared object file: No such file or directory\n"
    )
    line = doctor.check_opencv(ends_with(1, errors=errors), MEND)
    assert_line(line, FAIL, "libGL.so.1", "sudo apt-get install -y libgl1")


def test_tensorflow_and_its_time():
    line = doctor.check_tensorflow(ends_with(0, "2.21.0 3.4321\n"), MEND, "compile")
    assert_line(line, OK, "2.21.0, imported in 3.4 s")


def test_a_slow_tensorflow():
    line = doctor.check_tensorflow(ends_with(0, "2.21.0 61.2\n"), MEND, "compile")
    assert_line(line, WARN, "slow", "compile")


def test_tensorflow_that_prints_before_its_version():
    line = doctor.check_tensorflow(ends_with(0, "hello\n2.21.0 3.4\n"), MEND, "compile")
    assert_line(line, OK, "2.21.0")


@pytest.mark.parametrize(
    ("returncode", "errors", "said", "mend"),
    [
        (None, "", "took too long", "doctor"),
        (-4, "", "(AVX)", "doctor"),
        (0xC000001D, "", "(AVX)", "doctor"),
        (-1073741795, "", "(AVX)", "doctor"),
        (-9, "", "memory", "doctor"),
        (1, "ModuleNotFoundError: No module named 'tensorflow'", "is not installed", MEND),
        (1, "ImportError: DLL load failed while importing _x", "Visual C++", "winget install"),
        (1, "Traceback\n  File x\nValueError: odd\n", "the import failed: ValueError: odd", MEND),
        (-11, "", "ended with code -11", MEND),
    ],
)
def test_every_way_in_which_tensorflow_fails(returncode, errors, said, mend):
    line = doctor.check_tensorflow(ends_with(returncode, errors=errors), MEND, "compile")
    assert_line(line, FAIL, said, mend)
    assert "\n" not in line.message


@pytest.fixture
def data(tmp_path) -> tuple[str, Path]:
    """A table with one file, ``shapes/square.png``, and the folder that it is in."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "square.png").write_bytes(b"a square")
    digest = hashlib.sha256(b"a square").hexdigest()
    row = f"| `shapes/square.png` | Ada | CC0 1.0 | `{digest}` |\n"
    return "# Sources\n\n" + TABLE + row, tmp_path


def test_data_files_as_listed(data):
    assert_line(doctor.check_data(*data), OK, "all 1")


def test_a_changed_data_file(data):
    (data[1] / "shapes" / "square.png").write_bytes(b"a circle")
    line = doctor.check_data(*data)
    assert_line(line, FAIL, "changed or damaged: shapes/square.png")
    assert line.mend == 'git checkout -- "data/shapes/square.png"'


def test_a_missing_data_file(data):
    (data[1] / "shapes" / "square.png").unlink()
    assert_line(doctor.check_data(*data), FAIL, "missing: shapes/square.png", "git checkout")


def test_no_list_of_data_files(tmp_path):
    assert_line(doctor.check_data(None, tmp_path), FAIL, "SOURCES.md, is missing", "git checkout")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Sources\n", "has no table"),
        (TABLE + "| a.png | Ada | CC0 |\n", "line 3"),
        (TABLE + "| a.png | Ada | | " + "0" * 64 + " |\n", "line 3"),
        (TABLE + "| a.png | Ada | CC0 | 1234 |\n", "line 3"),
    ],
)
def test_a_table_that_is_not_complete(text, said, tmp_path):
    assert_line(doctor.check_data(text, tmp_path), FAIL, said, "git checkout")


def test_the_course_own_table_is_right_and_complete():
    text = (paths.DATA / "SOURCES.md").read_text(encoding="utf-8")
    assert doctor.check_data(text, paths.DATA).state == OK
    listed = set(machine.parse_sources(text)) | {"SOURCES.md"}
    learners = ("my_pictures", "cache")
    found = {
        path.relative_to(paths.DATA).as_posix()
        for path in paths.DATA.rglob("*")
        if path.is_file()
        and path.relative_to(paths.DATA).parts[0] not in learners
        and path.name != ".DS_Store"  # the Finder of macOS leaves it everywhere
    }
    assert found - listed == set()


def test_notebooks(tmp_path):
    names = ["00_start_here", "01_image_libraries"]
    for name in names:
        (tmp_path / f"{name}.ipynb").write_text('{"cells": []}', encoding="utf-8")
    assert_line(doctor.check_notebooks(names, tmp_path, "course reset"), OK, "all 2")

    (tmp_path / "00_start_here.ipynb").unlink()
    line = doctor.check_notebooks(names, tmp_path, "course reset")
    assert_line(line, FAIL, "missing: 00_start_here.", "course reset 00")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"3", b"[]", b'{"cells": [', b"{}"])
def test_a_notebook_that_cannot_be_read(content, tmp_path):
    (tmp_path / "01_image_libraries.ipynb").write_bytes(content)
    line = doctor.check_notebooks(["01_image_libraries"], tmp_path, "course reset")
    assert_line(line, FAIL, "cannot be read: 01_image_libraries.", "course reset 01")


def test_no_lessons_at_all(tmp_path):
    line = doctor.check_notebooks([], tmp_path, "course reset")
    assert_line(line, FAIL, "missing or empty", "git checkout -- lessons")


def test_progress_folder(tmp_path):
    assert_line(doctor.check_progress_folder(tmp_path / "new" / "one"), OK, "can be saved")
    assert list((tmp_path / "new" / "one").iterdir()) == []


def test_a_progress_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    line = doctor.check_progress_folder(tmp_path / "file")
    assert_line(line, WARN, "cannot be saved", "COURSE_STATE")


@pytest.mark.parametrize(
    ("free", "state"),
    [(16 * GB, OK), (2 * GB, OK), (1.9 * GB, WARN), (1 * GB, WARN), (0.9 * GB, FAIL), (0, FAIL)],
)
def test_memory(free, state):
    assert_line(doctor.check_memory(int(free)), state, f"{free / GB:.1f} GB free")


@pytest.mark.parametrize(
    ("free", "state"), [(90 * GB, OK), (2 * GB, OK), (GB, WARN), (0.1 * GB, FAIL), (0, FAIL)]
)
def test_disk(free, state):
    assert_line(doctor.check_disk(int(free)), state, f"{free / GB:.1f} GB free")


def test_the_memory_limit_of_a_container(tmp_path):
    limit = tmp_path / "memory.max"
    whole = machine.available_memory(limit)  # there is no such file
    limit.write_text("max\n", encoding="utf-8")
    assert machine.available_memory(limit) > whole / 2
    limit.write_text("1048576\n", encoding="utf-8")
    assert machine.available_memory(limit) == 1048576


def test_installed_versions_are_under_normalised_names():
    installed = machine.installed_versions()
    assert installed["jupyterlab-widgets"].startswith("3.")
    assert all(name == name.lower() and "_" not in name for name in installed)


def test_a_process_that_ends_well_badly_or_never():
    assert machine.run_python("print('é')", 30) == Finished(0, "é\n", "")
    failed = machine.run_python("raise SystemExit('a reason')", 30)
    assert (failed.returncode, failed.errors.strip()) == (1, "a reason")
    assert machine.run_python("import time; time.sleep(30)", 0.2).returncode is None


def test_packages_go_into_the_course_environment_only(monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(bootstrap.VENV))
    monkeypatch.setattr(sys, "executable", str(bootstrap.PYTHON))
    python = os.path.join(*bootstrap.PYTHON.relative_to(bootstrap.ROOT).parts)
    assert machine.install_command() == f"{python} -m pip install -r requirements.lock"
    monkeypatch.setattr(sys, "prefix", str(bootstrap.ROOT))
    assert machine.install_command() == bootstrap.AGAIN


def test_a_set_up_whose_files_are_gone_is_not_finished(monkeypatch):
    def gone():
        raise FileNotFoundError("requirements.lock")

    monkeypatch.setattr(bootstrap, "wanted_stamp", gone)
    assert machine.is_set_up() is False


def test_a_path_outside_the_course_keeps_its_spaces_together():
    outside = Path(os.sep, "Program Files", "python")
    assert machine.short(outside) == f'"{outside}"'
    assert machine.short(paths.ROOT / "data" / "x") == os.path.join("data", "x")


ALL_STATES = Diagnosis(
    (
        Line("Python", OK, "3.12.1, 64 bit"),
        Line("Memory", WARN, "1.0 GB free", "close <programs>"),
        Line("OpenCV wheel", FAIL, "two & more", "first\nsecond"),
    )
)


def test_the_text_is_aligned_and_says_states_in_words():
    assert repr(ALL_STATES).splitlines() == [
        "OK    Python       3.12.1, 64 bit",
        "WARN  Memory       1.0 GB free",
        "                   mend: close <programs>",
        "FAIL  OpenCV wheel two & more",
        "                   mend: first",
        "                   mend: second",
        "Not ready yet: 1 FAIL and 1 WARN. Run the commands after 'mend:' in the folder of the "
        "course, then check again.",
    ]


def test_the_html_says_the_same_words_and_has_no_script():
    html = ALL_STATES._repr_html_()
    assert "<script" not in html
    assert " id=" not in html
    assert "close &lt;programs&gt;" in html
    words = re.sub(r"<[^>]+>", " ", html).replace("&lt;", "<").replace("&gt;", ">")
    words = words.replace("&amp;", "&").replace("&#x27;", "'")
    assert words.split() == repr(ALL_STATES).split()


@pytest.mark.parametrize("colour", doctor.COLOURS.values())
def test_white_words_can_be_read_on_their_colours(colour):
    assert contrast("#ffffff", colour) >= 4.5


def test_verdicts():
    ok, warning = ALL_STATES.lines[:2]
    assert Diagnosis((ok,)).verdict == "This machine is ready."
    assert Diagnosis((ok, warning)).ok
    assert Diagnosis((ok, warning)).verdict.startswith("Ready: 1 WARN.")
    assert not ALL_STATES.ok


def test_records_are_ready_for_json():
    first = json.loads(json.dumps(ALL_STATES.records()))[0]
    assert first == {"name": "Python", "state": OK, "message": "3.12.1, 64 bit", "mend": None}


def test_this_machine_quickly(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("COURSE_STATE", str(tmp_path))
    diagnosis = doctor.check(quick=True)
    states = {line.name: line.state for line in diagnosis.lines}
    assert states["Python"] == states["OpenCV wheel"] == states["OpenCV"] == OK
    assert states["Progress"] == states["JupyterLab"] == states["Widgets"] == OK
    assert "TensorFlow" not in states
    assert all((line.mend is None) == (line.state == OK) for line in diagnosis.lines)
    assert capfd.readouterr() == ("", "")


def test_the_whole_examination_ends_with_tensorflow(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STATE", str(tmp_path))
    monkeypatch.setattr(machine, "run_python", ends_with(0, "2.21.0 3.4\n"))
    assert doctor.check().lines[-1] == Line("TensorFlow", OK, "2.21.0, imported in 3.4 s")
