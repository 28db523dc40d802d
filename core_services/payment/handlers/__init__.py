"""One function per command or event. What they need comes in `Deps`, behind ports."""
