"""The words of the console for the closed choices of the vocabulary, in the reader's language."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy, pgettext_lazy

from tongdai.domain.call import Direction, Outcome, Side
from tongdai.domain.extension import Encryption
from tongdai.domain.incident import IncidentKind
from tongdai.domain.observation import EngineState
from tongdai.domain.person import Role
from tongdai.domain.quality import Grade, OneWay
from tongdai.domain.recording import RecordingState, RecordPolicy
from tongdai.domain.storage import BudgetName, BudgetState
from tongdai.domain.tenant import Feature, Language

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
"""Words in the reader's language, now or when they are shown."""

LANGUAGES: Mapping[str, str] = {
    Language.ENGLISH: "English", Language.VIETNAMESE: "Tiếng Việt", Language.KHMER: "ភាសាខ្មែរ"}
"""Each language in itself, so that everybody finds their own."""

DOORS: Mapping[str, Words] = {
    "console": pgettext_lazy("door", "Console"),
    "API": pgettext_lazy("door", "API"),
    "command line": pgettext_lazy("door", "Command line"),
}
"""What a release says of where a change came from."""

_WORDS: Mapping[type[StrEnum], Mapping[str, Words]] = {
    Direction: {
        Direction.INTERNAL: gettext_lazy("Internal"),
        Direction.INBOUND: gettext_lazy("Inbound"),
        Direction.OUTBOUND: gettext_lazy("Outbound"),
    },
    Outcome: {
        Outcome.ANSWERED: gettext_lazy("Answered"),
        Outcome.BUSY: gettext_lazy("Busy"),
        Outcome.NO_ANSWER: gettext_lazy("No answer"),
        Outcome.CANCELLED: gettext_lazy("Caller gave up"),
        Outcome.DECLINED: gettext_lazy("Declined"),
        Outcome.OFFLINE: gettext_lazy("Phone offline"),
        Outcome.REFUSED: gettext_lazy("Not connected"),
        Outcome.FAILED: gettext_lazy("Failed"),
        Outcome.INTERRUPTED: gettext_lazy("Interrupted"),
    },
    Side: {
        Side.CALLER: gettext_lazy("The caller"),
        Side.CALLED: gettext_lazy("The called person"),
        Side.SYSTEM: gettext_lazy("The switchboard"),
    },
    Encryption: {
        Encryption.OPTIONAL: pgettext_lazy("encryption", "Where the phone can"),
        Encryption.REQUIRED: pgettext_lazy("encryption", "Required: TLS and SRTP or nothing"),
    },
    EngineState: {
        EngineState.SERVING: pgettext_lazy("engine", "Serving"),
        EngineState.STARTING: pgettext_lazy("engine", "Starting"),
        EngineState.SILENT: pgettext_lazy("engine", "Not answering"),
        EngineState.STOPPED: pgettext_lazy("engine", "Stopped"),
    },
    Role: {
        Role.OPERATOR: gettext_lazy("Operator"),
        Role.ADMINISTRATOR: gettext_lazy("Administrator"),
        Role.USER: gettext_lazy("User"),
    },
    Feature: {
        Feature.RECORDING: gettext_lazy("Call recording"),
        Feature.QUEUES: gettext_lazy("Queues"),
        Feature.VOICEMAIL: gettext_lazy("Voicemail"),
        Feature.API: gettext_lazy("Programming interface (API)"),
    },
    Language: LANGUAGES,
    Grade: {
        Grade.GOOD: pgettext_lazy("sound", "good"),
        Grade.FAIR: pgettext_lazy("sound", "fair"),
        Grade.POOR: pgettext_lazy("sound", "poor"),
        Grade.BAD: pgettext_lazy("sound", "bad"),
    },
    OneWay: {
        OneWay.CALLER: gettext_lazy("The caller was not heard"),
        OneWay.CALLED: gettext_lazy("The called person was not heard"),
        OneWay.NOBODY: gettext_lazy("Nobody was heard"),
    },
    IncidentKind: {
        IncidentKind.ENGINE_CRASHED: gettext_lazy("The engine ended by itself"),
        IncidentKind.ENGINE_HUNG: gettext_lazy("The engine hung"),
        IncidentKind.ENGINE_HALF_BOOTED: gettext_lazy("The engine started halfway"),
        IncidentKind.SERVICE_ENDED: gettext_lazy("A service ended by itself"),
        IncidentKind.CLOCK_JUMPED: gettext_lazy("The clock jumped"),
        IncidentKind.DATABASE_SILENT: gettext_lazy("The database does not answer"),
        IncidentKind.RECORDINGS_FULL: gettext_lazy("The recordings' budget is nearly used up"),
        IncidentKind.UPLOADS_FULL: gettext_lazy("Uploads are refused: the disk budgets are used up"),
        IncidentKind.DATABASE_FULL: gettext_lazy("The database's budget is nearly used up"),
        IncidentKind.SPOOL_FULL: gettext_lazy("The spool's budget is nearly used up"),
        IncidentKind.LOGS_FULL: gettext_lazy("The logs' budget was used up"),
        IncidentKind.RECORDING_LOST: gettext_lazy("A recording was lost"),
    },
    BudgetName: {
        BudgetName.DATABASE: pgettext_lazy("budget", "Database"),
        BudgetName.SPOOL: pgettext_lazy("budget", "Spool"),
        BudgetName.RECORDINGS: pgettext_lazy("budget", "Recordings"),
        BudgetName.LOGS: pgettext_lazy("budget", "Logs"),
    },
    BudgetState: {
        BudgetState.ROOM: pgettext_lazy("budget", "room enough"),
        BudgetState.SCARCE: pgettext_lazy("budget", "scarce"),
        BudgetState.FULL: pgettext_lazy("budget", "full"),
    },
    RecordPolicy: {
        RecordPolicy.NEVER: pgettext_lazy("recording", "Never"),
        RecordPolicy.ON_DEMAND: pgettext_lazy("recording", "On demand"),
        RecordPolicy.ALWAYS: pgettext_lazy("recording", "Always"),
    },
    RecordingState: {
        RecordingState.WAITING: gettext_lazy("being prepared"),
        RecordingState.KEPT: gettext_lazy("kept"),
        RecordingState.LOST: gettext_lazy("lost"),
    },
}

LISTENINGS: Mapping[str, Words] = {
    "listened": gettext_lazy("listened"),
    "downloaded": gettext_lazy("took a copy"),
}
"""What somebody did with a recording."""

CAUSES: Mapping[int, Words] = {
    1: gettext_lazy("Unknown number"),
    16: gettext_lazy("Normal end"),
    17: gettext_lazy("Busy"),
    18: gettext_lazy("The phone did not react"),
    19: gettext_lazy("No answer"),
    20: gettext_lazy("Phone offline"),
    21: gettext_lazy("Declined"),
    26: gettext_lazy("Answered on another phone"),
    31: gettext_lazy("Normal end, without a reason given"),
    34: gettext_lazy("No line was free"),
    38: gettext_lazy("The network failed"),
    41: gettext_lazy("Failed for a moment"),
    42: gettext_lazy("All lines in use"),
    58: gettext_lazy("The phones share no codec"),
    127: gettext_lazy("Another reason"),
}
"""Why a call ended, by the causes of ITU-T Q.850 that phones and the engine use."""


def word_for(choice: StrEnum) -> Words:
    """How the reader calls this choice."""
    return _WORDS[type(choice)][choice]


def choices_of(kind: type[StrEnum]) -> list[tuple[str, Words]]:
    """Value and word of every member, for a form's list."""
    return [(each.value, word_for(each)) for each in kind]
