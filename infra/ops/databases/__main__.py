"""``python -m infra.ops.databases``; what it reads stands at the head of the package."""

import sys

from infra.ops.databases.running import CreationError, run

try:
    sys.stdout.write(f"{run()}\n")
except CreationError as error:
    sys.exit(f"error: {error}")
