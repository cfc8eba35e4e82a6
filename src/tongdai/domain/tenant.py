"""Tenants and the packages they rent."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Languages of pages, prompts and phones."""

    ENGLISH = "en"
    VIETNAMESE = "vi"
    KHMER = "km"


class Feature(StrEnum):
    """What a package may switch on."""

    RECORDING = "recording"
    QUEUES = "queues"
    VOICEMAIL = "voicemail"
    API = "api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a tenant has rented. `handle` names it for people and files; a limit of 0 means none of it.

    Recordings expire after `recording_days`, or before that when they take more than `recording_gb`; rows of the call
    log leave the database after `log_months` (their month's archive stays).
    """

    handle: str
    name: str
    extensions: int = 10
    concurrent_calls: int = 5
    recording_gb: int = 0
    recording_days: int = 0
    log_months: int = 24
    features: frozenset[Feature] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One customer. `handle` is what people type; `key` is minted, cannot be guessed and never changes."""

    key: str
    handle: str
    name: str
    package: str
    cell: str = "c1"
    country: str = "VN"
    time_zone: str = "Asia/Ho_Chi_Minh"
    language: Language = Language.VIETNAMESE
    recording_announcement: bool = False
