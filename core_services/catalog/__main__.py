"""``python -m core_services.catalog api|worker|migrate|replay``."""

from core_services.catalog.app import create_app
from core_services.catalog.settings import Settings
from core_services.catalog.worker import run_worker
from core_services.chassis.process import run
from core_services.chassis.replay import command

run(
    "catalog",
    settings_type=Settings,
    create_app=create_app,
    run_worker=run_worker,
    migrations="core_services.catalog.migrations",
    replay=command("catalog"),
)
