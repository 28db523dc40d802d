"""Stripe behind the ports `PaymentProvider` and `WebhookVerifier`."""
