"""What staff of the group ``catalog`` do. Changes need ``If-Match``; answers carry an ``ETag``."""

from core_services.catalog.routes.admin.audit import OPERATIONS as AUDIT
from core_services.catalog.routes.admin.categories import OPERATIONS as CATEGORIES
from core_services.catalog.routes.admin.price_lists import OPERATIONS as PRICE_LISTS
from core_services.catalog.routes.admin.pricing import OPERATIONS as PRICING
from core_services.catalog.routes.admin.products import OPERATIONS as PRODUCTS

OPERATIONS = (*PRODUCTS, *CATEGORIES, *PRICE_LISTS, *PRICING, *AUDIT)
