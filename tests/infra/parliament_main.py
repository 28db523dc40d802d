"""Judges policy documents with parliament: ``{name: document}`` in, ``{name: [finding]}`` out.

A process of its own, where parliament's own warnings are nobody's. It asks setuptools for its files
in a way that setuptools has given up, so that is played here.
"""

import json
import sys
from importlib.resources import files
from types import ModuleType

pkg_resources = ModuleType("pkg_resources")
setattr(pkg_resources, "resource_filename", lambda package, name: str(files(package) / name))  # noqa: B010
sys.modules["pkg_resources"] = pkg_resources

from parliament import analyze_policy_string  # noqa: E402


def main() -> None:
    documents = json.load(sys.stdin)
    found = {
        name: [f"{each.issue}: {each.detail}" for each in analyze_policy_string(document).findings]
        for name, document in documents.items()
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
