"""``python -m core_services.order api|worker|migrate|replay``."""

from core_services.chassis.process import run
from core_services.chassis.replay import command
from core_services.order.app import create_app
from core_services.order.settings import Settings
from core_services.order.worker import run_worker

if __name__ == "__main__":
    run(
        "order",
        settings_type=Settings,
        create_app=create_app,
        run_worker=run_worker,
        migrations="core_services.order.migrations",
        replay=command("order"),
    )
