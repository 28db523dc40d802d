"""What Lambda runs. Chalice imports this while packaging: nothing here may need AWS or settings."""

from chalice.app import Chalice

app = Chalice(app_name="mercato-notifications")
