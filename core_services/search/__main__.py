"""``python -m core_services.search api|worker``."""

from core_services.chassis.process import run
from core_services.search.app import create_app
from core_services.search.settings import Settings
from core_services.search.worker import run_worker

run("search", settings_type=Settings, create_app=create_app, run_worker=run_worker)
