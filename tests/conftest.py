"""What all tests share."""

import os

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


def pytest_runtest_setup(item):
    """Give the browser right of way: a page that has to wait for a processor reports errors.

    All browser tests run in one process, and first. From its first other test on, a process and
    the kernels that it starts have the lowest priority.
    """
    if PARALLEL and hasattr(os, "nice") and not item.get_closest_marker("browser"):
        os.nice(19)  # 19 is the most, however often


@pytest.fixture(autouse=True, scope="session")
def own_state(tmp_path_factory):
    """Keep the tests away from the progress of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_STATE", str(tmp_path_factory.mktemp("state")))
        yield
