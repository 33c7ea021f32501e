"""What all tests share."""

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no fault: no test asserts a time.
settings.register_profile("course", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")


@pytest.fixture(autouse=True, scope="session")
def own_state(tmp_path_factory):
    """Keep the tests away from the progress of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_STATE", str(tmp_path_factory.mktemp("state")))
        yield
