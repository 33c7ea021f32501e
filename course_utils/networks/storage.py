"""Networks in files: numbers and names only, so that a file can never run code."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np

from course_utils.files import write_atomically
from course_utils.networks.layers import Dense
from course_utils.networks.network import Network

# What a file that is damaged, or something else, makes NumPy and zipfile raise.
_FAULTS = (KeyError, TypeError, ValueError, EOFError, OSError, RuntimeError, zipfile.BadZipFile)


def save(network: Network, path: str | Path) -> None:
    """Write the network to a file, ``.npz``; an old file of that name is replaced in one step.

    Parameters
    ----------
    network : Network
        Its layers, its loss and its numbers are kept; what an optimiser remembers is not.
    path : str or Path

    Raises
    ------
    ValueError
        If the name does not end in ``.npz``.
    """
    path = _checked(path)
    plan = {
        "layers": [[each.inputs, each.nodes, each.activation.name] for each in network.layers],
        "loss": network.loss.name,
        "l1": network.l1,
        "l2": network.l2,
    }
    file = io.BytesIO()
    np.savez(file, plan=json.dumps(plan), parameters=network.parameters)
    write_atomically(path, file.getvalue())


def load(path: str | Path) -> Network:
    """Return the network from a file that `save` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        With a sentence, if the file is not one of these.

    Examples
    --------
    >>> import tempfile
    >>> network = Network([Dense(2, 1)], "binary_crossentropy", seed=5)
    >>> path = Path(tempfile.mkdtemp()) / "network.npz"
    >>> save(network, path)
    >>> bool((load(path).parameters == network.parameters).all())
    True
    """
    path = _checked(path)
    if not path.exists():
        raise FileNotFoundError(f"There is no file {path}. Save a network there first.")
    content = io.BytesIO(path.read_bytes())
    try:
        with np.load(content, allow_pickle=False) as file:
            plan, parameters = json.loads(str(file["plan"])), file["parameters"]
        layers = [Dense(*each) for each in plan["layers"]]
        network = Network(layers, plan["loss"], l1=plan["l1"], l2=plan["l2"])
        if parameters.shape != network.parameters.shape:
            raise ValueError(f"{parameters.shape} numbers for {network.parameter_count} parameters")
        network.parameters[:] = parameters
    except _FAULTS as fault:
        raise ValueError(
            f"{path.name} does not hold a network of this course, or is damaged ({fault})."
        ) from fault
    return network


def _checked(path: str | Path) -> Path:
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"The name of a network's file ends in .npz, unlike {path.name!r}.")
    return path
