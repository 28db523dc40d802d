"""``python -m analytics.quicksight --account 123456789012 --region eu-central-1``."""

import argparse
import json
import sys
from dataclasses import asdict

from analytics.quicksight.requests import requests
from analytics.quicksight.target import Target


def main() -> None:
    parser = argparse.ArgumentParser(description="Print QuickSight's requests as JSON, in order.")
    parser.add_argument("--account", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--workgroup", default="mercato")
    parser.add_argument("--currency", default="EUR")
    parser.add_argument("--namespace", default="default")
    parser.add_argument("--prefix", default="mercato")
    target = Target(**vars(parser.parse_args()))
    json.dump([asdict(request) for request in requests(target)], sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
