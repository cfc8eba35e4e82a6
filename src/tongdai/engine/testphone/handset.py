"""What every make of phone offers to Phone: verbs to obey, events to tell, and what it hears."""

from typing import Any, Protocol

GONE = {"event": "gone"}
"""Told once, when the phone's process has ended."""


class Handset(Protocol):
    """One real phone of some make, in a process of its own.

    It tells these events: `ready` with its port; `registration` with active, code, reason; `incoming` with from;
    `call` with state, code, reason, where the state is calling, incoming, ringing, talking or ended; `sound` with
    state active, held here, held there or none; `said`; `dtmf` with digit; `gone`.
    """

    def do(self, verb: str, arguments: dict[str, Any]) -> Any:
        """Obey; PhoneError says why it cannot.

        The verbs are register, unregister, call, answer, reject, hang_up, hold, resume, send_dtmf, say, transfer,
        behave and statistics.
        """

    def begin(self) -> None:
        """A call begins: what is heard counts from here."""

    def heard(self, seconds: float | None) -> list[int]:
        """The samples heard in this call, or in its last seconds."""

    def messages(self) -> str:
        """Every SIP message sent and received, as the phone wrote them down."""

    def last_words(self) -> str:
        """The end of what its process complained about."""

    def kill(self) -> None:
        """End it as a phone ends whose plug is pulled."""

    def close(self) -> None:
        """Hang up, take the registration back, end the process. Twice is the same as once."""
