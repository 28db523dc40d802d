"""The README's transcript does what it says, copied and pasted."""

import re
import subprocess
from pathlib import Path

from infra.local.environment import Environment

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_purchase_in_the_readme_ends_with_a_paid_order(stocked_platform: Environment) -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", README.read_text(), re.DOTALL)
    script = script.replace("http://127.0.0.1:8080", stocked_platform.edge_url)

    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=120
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.splitlines()[-1] == "paid"
