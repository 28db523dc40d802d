"""``python -m core_services.cart api|worker``."""

from core_services.cart.app import create
from core_services.cart.settings import Settings
from core_services.cart.worker import run_worker
from core_services.chassis.process import run

if __name__ == "__main__":
    run("cart", settings_type=Settings, create_app=create, run_worker=run_worker)
