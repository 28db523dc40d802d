"""The route table: public operations, those of staff, and those of other services."""

from core_services.order.routes import admin, internal, public

OPERATIONS = (*public.OPERATIONS, *admin.OPERATIONS, *internal.OPERATIONS)
