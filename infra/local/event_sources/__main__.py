"""``python -m infra.local.event_sources``: works until SIGTERM."""

import argparse
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contracts.clock import SystemClock
from infra.local.environment import Environment
from infra.local.event_sources.queues import QueueSource
from infra.local.event_sources.settings import delivery_streams_of, mappings_of, read_environment
from infra.local.event_sources.worker import Source, run
from infra.local.firehose.pump import Pump
from infra.local.provision import Aws


def sources_of(environment: Environment) -> list[Source]:
    """Everything that starts a function on this platform."""
    aws = Aws(environment.engines.aws_endpoint_url)
    clock = SystemClock()
    return [
        *(QueueSource(mapping, aws.sqs) for mapping in mappings_of(environment)),
        *(Pump(stream, clock) for stream in delivery_streams_of(environment, aws)),
    ]


def work(environment: Environment, port: int) -> None:
    """Run every source in a thread of its own until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [
        threading.Thread(target=run, args=(source, stop), name=source.name)
        for source in sources_of(environment)
    ]
    for thread in threads:
        thread.start()
    health = _health_server(port, threads)
    stop.wait()
    for thread in threads:
        thread.join()
    health.shutdown()


def _health_server(port: int, threads: list[threading.Thread]) -> ThreadingHTTPServer:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if all(each.is_alive() for each in threads) else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """The supervisor asks every few seconds."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description="hands events to functions")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    work(read_environment(), arguments.port)


if __name__ == "__main__":
    main()
