"""Becomes another program, after tying its life to its parent's and leaving root where asked.

Run as a script by path with ``python -I -S`` so that it starts in a few milliseconds and imports
nothing of ours:

    launch.py PARENT_PID DEATH_SIGNAL IDENTITY PROGRAM [ARGUMENT...]

IDENTITY is ``same``, ``user-namespace`` (the program sees an unprivileged uid while its files stay
the caller's: PostgreSQL refuses to run as uid 0), or ``UID:GID`` (plain setuid).

On Linux the kernel sends DEATH_SIGNAL when the parent dies, however it dies. A change of
credentials clears that request, so it is made last.
"""

import ctypes
import os
import sys
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_NAMESPACE_UID = 1000


def enter_user_namespace() -> None:
    """Map our uid and gid, and nothing else, to unprivileged ones."""
    uid, gid = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"user namespaces are not available: {os.strerror(error)}")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_NAMESPACE_UID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_NAMESPACE_UID} {gid} 1")


def become(identity: str) -> None:
    """Take on an identity: ``same``, ``user-namespace`` or ``UID:GID``."""
    if identity == "user-namespace":
        enter_user_namespace()
    elif identity != "same":
        uid, gid = map(int, identity.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def die_with_parent(parent: int, death_signal: int) -> None:
    """Ask the kernel for ``death_signal`` when ``parent`` ends; leave at once if it already has."""
    if sys.platform != "linux":
        return  # elsewhere infra.local.guardian watches over the children
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    parent, death_signal, identity, *command = sys.argv[1:]
    become(identity)
    die_with_parent(int(parent), int(death_signal))
    os.execvp(command[0], command)  # noqa: S606 - becoming the given program is the purpose


if __name__ == "__main__":
    main()
