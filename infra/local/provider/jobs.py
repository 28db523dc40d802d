"""What falls due by itself: sessions expire, asynchronous refunds are decided."""

from infra.local.provider.checkout import expire_session
from infra.local.provider.refunds import decide_refund
from infra.local.provider.work import Work


def run_due_jobs(work: Work) -> int:
    """Within the caller's transaction, so that nothing ever sees an overdue object."""
    due = work.book.rows("SELECT * FROM jobs WHERE due <= ? ORDER BY due, id", (work.moment,))
    for job in due:
        _run(work, job["kind"], job["object_id"])
        work.book.execute("DELETE FROM jobs WHERE id = ?", (job["id"],))
    return len(due)


def next_job_due(work: Work) -> float | None:
    row = work.book.row("SELECT min(due) AS due FROM jobs")
    return None if row is None or row["due"] is None else float(row["due"])


def _run(work: Work, kind: str, object_id: str) -> None:
    if kind == "expire_session":
        session = work.get("checkout.session", object_id)
        if session["status"] == "open":
            expire_session(work, session)
    elif kind == "decide_refund":
        decide_refund(work, work.get("refund", object_id))
