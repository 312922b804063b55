"""Turns parcels into mails at the server, each once, and says how every recipient fared."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from generator.delivery.nouns import Fate, Parcel
from generator.delivery.record import SendRecord
from generator.delivery.transport import (
    Connection,
    Envelope,
    Reply,
    Server,
    ServerBusyError,
    ServerRefusedError,
    open_connection,
)
from generator.errors import ReportError
from generator.inputs.recipients import Recipient

DELAYS_S = (5.0, 30.0, 120.0, 300.0)
"""How long to wait before each further round: servers that put off strangers ask for minutes."""

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to try again, and how to wait."""

    delays_s: tuple[float, ...] = DELAYS_S
    sleep: Sleep = time.sleep


@dataclass(kw_only=True)
class _Round:
    """One pass over all who are still without their mail."""

    server: Server
    sender: str
    record: SendRecord
    fates: dict[str, Fate]
    """By key; the last one counts."""
    later: list[Parcel] = field(default_factory=list)
    """Who is to be tried again."""

    def run(self, parcels: Iterable[Parcel]) -> None:
        """Try everybody once, over as few connections as the server allows.

        Raises: ServerRefusedError, when it is not what it must be; the fates so far are kept.
        """
        queue = deque(parcels)
        while queue:
            try:
                with open_connection(self.server) as connection:
                    has_delivered = self._use(connection, queue)
            except ServerBusyError as error:
                self._put_off(queue, error)
                return
            # A server that hangs up before it takes one mail gets no second call in this round.
            if queue and not has_delivered:
                self._put_off(queue, ReportError("the server hung up"))
                return

    def _use(self, connection: Connection, queue: deque[Parcel]) -> bool:
        """Hand over parcels until the connection ends; tell whether the server took any."""
        has_delivered = False
        while queue:
            parcel = queue.popleft()
            reply = self._hand_over(connection, parcel)
            has_delivered = has_delivered or reply.is_accepted
            if reply.ends_connection:
                break
        return has_delivered

    def _hand_over(self, connection: Connection, parcel: Parcel) -> Reply:
        """Send the letter, or the one with a link where the server takes none so big."""
        letter, head = parcel.letter, parcel.head
        too_big = 0 < connection.most_bytes < len(head) + len(letter.content)
        is_linked = bool(letter.linked) and too_big
        reply = self._offer(connection, parcel, letter.linked if is_linked else letter.content)
        if reply.is_too_big and letter.linked and not is_linked:
            is_linked = True
            reply = self._offer(connection, parcel, letter.linked)
        self._judge(parcel, reply, is_linked=is_linked)
        return reply

    def _offer(self, connection: Connection, parcel: Parcel, content: bytes) -> Reply:
        envelope = Envelope(
            sender=self.sender,
            recipient=parcel.recipient.address,
            n_bytes=len(parcel.head) + len(content),
        )
        return connection.hand_over(
            envelope, (parcel.head, content), lambda: self.record.note(parcel.key, "intent")
        )

    def _judge(self, parcel: Parcel, reply: Reply, *, is_linked: bool) -> None:
        state = _state_after(reply)
        if state != "unknown":
            self.record.note(parcel.key, state)
        if state == "postponed":
            self.later.append(parcel)
        reason = "" if state == "sent" else words_of_reply(reply, parcel.recipient)
        self.fates[parcel.key] = Fate(
            recipient=parcel.recipient, state=state, reason=reason, is_linked=is_linked
        )

    def _put_off(self, parcels: Iterable[Parcel], error: ReportError) -> None:
        """Try these in the next round, ahead of those on whom the server hung up."""
        waiting = list(parcels)
        self.later[:0] = waiting
        for parcel in waiting:
            fate = Fate(recipient=parcel.recipient, state="postponed", reason=error.message)
            self.fates.setdefault(parcel.key, fate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How everybody fared, and what ended the sending before its time."""

    fates: tuple[Fate, ...]
    problem: ReportError | None = None


def send_parcels(
    parcels: Sequence[Parcel],
    server: Server,
    sender: str,
    record: SendRecord,
    patience: Patience,
) -> Sent:
    """Hand every parcel over: those that the server puts off again and again, with pauses.

    Nobody is left out because of somebody else: a mail that is refused stops no other.
    """
    fates: dict[str, Fate] = {}
    problem: ReportError | None = None
    waiting = list(parcels)
    for delay_s in (0.0, *patience.delays_s):
        if not waiting:
            break
        patience.sleep(delay_s)
        attempt = _Round(server=server, sender=sender, record=record, fates=fates)
        try:
            attempt.run(waiting)
        except ServerRefusedError as error:
            problem = error
            break
        waiting = attempt.later
    return Sent(
        fates=tuple(fates.get(each.key) or _left_out(each, problem) for each in parcels),
        problem=problem,
    )


def words_of_reply(reply: Reply, recipient: Recipient) -> str:
    """Say what the server answered, without the address that it may repeat."""
    words = reply.words.replace(recipient.address, hide_address(recipient.address))
    return f"{reply.code} {words}".strip() if reply.code else words


def hide_address(address: str) -> str:
    """Show an address so that its owner is known to those who know the list, and to no other."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _state_after(reply: Reply) -> Literal["sent", "unknown", "postponed", "refused"]:
    if reply.is_accepted:
        return "sent"
    if reply.is_unknown:
        return "unknown"
    return "postponed" if reply.is_temporary else "refused"


def _left_out(parcel: Parcel, problem: ReportError | None) -> Fate:
    reason = problem.message if problem else ""
    return Fate(recipient=parcel.recipient, state="failed", reason=reason)
