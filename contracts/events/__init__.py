"""The facts that parts of Mercato tell each other, and the envelope that they travel in.

A consumer re-declares nothing: it decodes the payload type named here. A payload may only grow
optional fields; anything else is a new version of the event, and a test holds that against the
snapshots in ``contracts/schemas``.
"""

from contracts.events.envelope import Event, EventType, decode, encode
from contracts.events.registry import EVENT_TYPES

__all__ = ["EVENT_TYPES", "Event", "EventType", "decode", "encode"]
