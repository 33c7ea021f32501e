"""What all tests share."""

import os
import re

import pytest
from hypothesis import HealthCheck, settings

PARALLEL = "PYTEST_XDIST_WORKER" in os.environ  # one of several processes that share the machine
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
THREADS += ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
if PARALLEL:  # the processes are parallel already; the kernels that they start inherit this
    os.environ.update(dict.fromkeys(THREADS, "1"))

# A slow machine is no fault: no test asserts a time.
settings.register_profile("course", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")


def pytest_xdist_make_scheduler(config, log):
    """Keep in one process what shares something costly; all else goes to whoever is free.

    (The marks ``xdist_group`` would say the same, but pytest-xdist 3.8 loses them with pytest 9.2.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if nodeid.startswith("tests/browser/"):
                return "one browser and one JupyterLab"
            if found := re.search(r"test_exercises\.py::test_rule\[.*(\d\d)\.\w+\]$", nodeid):
                return f"lesson {found[1]}, whose cells run once for its exercises"
            return nodeid

    return Groups(config, log)


def pytest_runtest_setup(item):
    """Give the browser right of way: a page that has to wait for a processor reports errors.

    All browser tests run in one process, and first, as the largest group. From its first other
    test on, a process and the kernels that it starts have the lowest priority.
    """
    if PARALLEL and hasattr(os, "nice") and not item.get_closest_marker("browser"):
        os.nice(19)  # 19 is the most, however often


@pytest.fixture(autouse=True, scope="session")
def own_state(tmp_path_factory):
    """Keep the tests away from the progress of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_STATE", str(tmp_path_factory.mktemp("state")))
        yield
