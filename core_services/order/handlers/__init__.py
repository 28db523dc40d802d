"""One function per command or event: its effect, its answer and its events in one transaction."""
