"""Every operation of the catalog: parse, call a handler, answer; no rules here."""

from core_services.catalog.importing.endpoint import OPERATIONS as IMPORTS
from core_services.catalog.media.endpoint import OPERATIONS as MEDIA
from core_services.catalog.routes.admin import OPERATIONS as ADMIN
from core_services.catalog.routes.internal import OPERATIONS as INTERNAL
from core_services.catalog.routes.places import OPERATIONS as PLACES
from core_services.catalog.routes.shop import OPERATIONS as SHOP

OPERATIONS = (*SHOP, *PLACES, *INTERNAL, *ADMIN, *IMPORTS, *MEDIA)
