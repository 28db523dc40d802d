"""A plan of an environment takes half a minute: the processes of one run share them."""

import os
import shutil
from functools import partial
from tempfile import mkdtemp

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if "TERRAFORM_PLANS" in os.environ:  # a worker: whoever started it has told where
        return
    folder = mkdtemp(prefix="mercato-plans-")
    os.environ["TERRAFORM_PLANS"] = folder
    config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    config.add_cleanup(partial(os.environ.__delitem__, "TERRAFORM_PLANS"))
