"""What Lambda runs. Chalice imports this while packaging: nothing here may need AWS or settings."""

from chalicelib.application import create_app
from chalicelib.bootstrap import open_deps

app = create_app(open_deps)
