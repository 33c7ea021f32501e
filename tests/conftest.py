"""What all tests share."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def own_state(tmp_path_factory):
    """Keep the tests away from the progress of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_STATE", str(tmp_path_factory.mktemp("state")))
        yield
