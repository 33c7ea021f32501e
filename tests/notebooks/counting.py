"""A pytest plugin for the nbval run: count what was really executed and compared.

nbval compares a cell only if it carries the tag and a stored output with an execution count. The
counts are written as JSON to the file named by NBVAL_COUNTS.
"""

import json
import os
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell

counts = {"notebooks": set(), "cells": 0, "compared": 0}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    if isinstance(item, IPyNbCell):
        counts["notebooks"].add(item.parent.path.name)
        counts["cells"] += 1
    yield


def _counted(self, *args, original=IPyNbCell.compare_outputs, **kwargs):
    counts["compared"] += 1
    return original(self, *args, **kwargs)


IPyNbCell.compare_outputs = _counted


def pytest_sessionfinish():
    found = counts | {"notebooks": sorted(counts["notebooks"])}
    Path(os.environ["NBVAL_COUNTS"]).write_text(json.dumps(found), encoding="utf-8")
