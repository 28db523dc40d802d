"""``mercato smoke``: what must work on a shop that has just been deployed, within a minute."""
