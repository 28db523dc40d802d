"""How a core service's process runs: everything about a service that is not its business.

Knows nothing of any service. A service hands over its route table, its settings type and what opens
its dependencies; the chassis gives back an ASGI application or a running worker.
"""
