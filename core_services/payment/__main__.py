"""``python -m core_services.payment api|worker|migrate|replay``."""

from core_services.chassis.process import run
from core_services.chassis.replay import command
from core_services.payment.app import create
from core_services.payment.settings import Settings
from core_services.payment.worker import run_worker

if __name__ == "__main__":
    run(
        "payment",
        settings_type=Settings,
        create_app=create,
        run_worker=run_worker,
        migrations="core_services.payment.migrations",
        replay=command("payment"),
    )
