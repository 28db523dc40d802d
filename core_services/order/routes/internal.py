"""What other services may ask."""

from core_services.chassis.operations import INTERNAL, Call, Operation
from core_services.order import views
from core_services.order.domain import errors
from core_services.order.handlers import reading
from core_services.order.ports import Deps
from core_services.order.schemas import InternalOrderView


async def get_order_for_service(call: Call[Deps, None, None]) -> InternalOrderView:
    return views.for_services(await reading.get_order(call.path["order_id"], call.deps))


OPERATIONS = (
    Operation(
        method="GET",
        path="/internal/v1/orders/{order_id}",
        handler=get_order_for_service,
        summary="An order, with its owner",
        access=INTERNAL,
        returns=InternalOrderView,
        errors=(errors.OrderNotFoundError,),
        tags=("internal",),
    ),
)
