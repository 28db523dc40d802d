"""The supervisor's small decisions; its conduct is tested with real processes."""

import os
from pathlib import Path

from infra.local.processes import last_words
from infra.local.programs import migrations_fingerprint
from infra.local.state import ProgramState, State, StateFile, end_leftovers
from infra.local.supervisor import bound_log


def test_a_log_that_has_grown_is_set_aside_once(tmp_path: Path) -> None:
    log = tmp_path / "cart.log"
    log.write_text("x" * 11)
    bound_log(log, limit=10)
    assert log.read_text() == ""
    assert (tmp_path / "cart.log.1").read_text() == "x" * 11


def test_a_writer_that_appends_goes_on_after_its_log_was_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "cart.log"
    with log.open("a") as writer:
        writer.write("old\n" * 10)
        writer.flush()
        bound_log(log, limit=10)
        writer.write("new\n")
    assert log.read_text() == "new\n"


def test_last_words_are_short_and_of_this_life_only(tmp_path: Path) -> None:
    log = tmp_path / "cart.log"
    log.write_text("an earlier life\n")
    start = log.stat().st_size
    with log.open("a") as writer:
        writer.write("".join(f"line {number} {'x' * 1000}\n" for number in range(20)))
    words = last_words(log, start)
    assert "an earlier life" not in words
    assert "line 19" in words
    assert len(words) < 3000


def test_a_process_that_only_got_a_recorded_pid_is_left_alone(tmp_path: Path) -> None:
    ours = ProgramState(name="cart", kind="service", port=None, url=None, pid=os.getpid())
    state = State(supervisor_pid=1, edge_port=8080, programs=[ours])
    assert end_leftovers(state) == 0


def test_a_stale_or_broken_state_file_is_no_state(tmp_path: Path) -> None:
    file = StateFile(tmp_path)
    assert file.read() is None
    file.path.write_text("{half of a docu")
    assert file.read() is None
    assert not file.is_supervised()


def test_a_held_lock_says_who_supervises(tmp_path: Path) -> None:
    file = StateFile(tmp_path)
    with file.held():
        assert file.is_supervised()
        assert file.supervisor_pid() == os.getpid()
    assert not file.is_supervised()
    assert file.supervisor_pid() is None


def test_each_service_has_its_own_migrations_fingerprint() -> None:
    assert migrations_fingerprint("order") != migrations_fingerprint("payment")
