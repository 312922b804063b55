"""A Postfix of the test's own on this machine: it takes mails and puts them into mailboxes.

Its settings, queue and log are in a folder of their own; a Postfix that the machine runs besides is
left alone. The master process must be started by root: by `sudo`, where the test is not.
"""

import contextlib
import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import trustme

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {commands}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = localhost
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
message_size_limit = 51200000
virtual_mailbox_limit = 0
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:box/
virtual_minimum_uid = 1
virtual_uid_maps = static:{owner.pw_uid}
virtual_gid_maps = static:{owner.pw_gid}
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/config/server.pem
smtpd_tls_session_cache_database =
"""
MASTER = """
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A server that runs, and the mailboxes that it fills."""

    def __init__(self, folder: Path, port: int) -> None:
        """Name its folder and its port."""
        self.folder, self.port = folder, port

    @property
    def authority(self) -> Path:
        """Certificate of the authority that vouches for it."""
        return self.folder / "config" / "authority.pem"

    def open_mailbox(self, n_mails: int) -> list[bytes]:
        """Read the mailbox that everybody of example.org has, as soon as it holds so many."""
        place = self.folder / "mail" / "box" / "new"
        for _ in range(100):
            found = _as_root("find", str(place), "-type", "f", check=False).stdout.split()
            if len(found) >= n_mails:
                return [_as_root("cat", path.decode()).stdout for path in found]
            time.sleep(0.1)
        raise AssertionError(_as_root("cat", str(self.folder / "log")).stdout.decode())


@contextlib.contextmanager
def run_postfix(postfix: Path) -> Iterator[Postfix]:
    """Start it, wait until it answers, and stop it."""
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    _write_settings(folder, port, postfix.with_name("postconf"))
    for name, owner in (("queue", "root"), ("data", "postfix"), ("mail", _owner().pw_name)):
        _as_root("install", "-d", "-o", owner, str(folder / name))
    _as_root("chown", "-R", "root", str(folder / "config"))
    try:
        # What it starts holds on to its output: a pipe would never end.
        _as_root(str(postfix), "-c", str(folder / "config"), "start", log=folder / "start.log")
        _wait_for(port)
        yield Postfix(folder, port)
    finally:
        _as_root(str(postfix), "-c", str(folder / "config"), "stop", log=folder / "stop.log")
        _as_root("rm", "-rf", str(folder))


def _write_settings(folder: Path, port: int, postconf: Path) -> None:
    config = folder / "config"
    config.mkdir()
    known = subprocess.run(
        [str(postconf), "-dh", "command_directory", "daemon_directory"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    values = {"folder": folder, "commands": known[0], "daemons": known[1], "owner": _owner()}
    (config / "main.cf").write_text(MAIN.format(**values), encoding="utf-8")
    (config / "master.cf").write_text(MASTER.format(port=port), encoding="utf-8")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(config / "authority.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(
        str(config / "server.pem")
    )


def _owner() -> pwd.struct_passwd:
    """Name whose mailboxes they are; Postfix gives root none."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")


def _as_root(
    *command: str, check: bool = True, log: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    sudo = () if os.getuid() == 0 else ("sudo", "--non-interactive")
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(log.open("wb")) if log else subprocess.PIPE
        return subprocess.run([*sudo, *command], check=check, stdout=out, stderr=out, timeout=60)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as s:
            if s.recv(3) == b"220":
                return
        time.sleep(0.1)
    message = f"no Postfix answers on port {port}"
    raise AssertionError(message)
