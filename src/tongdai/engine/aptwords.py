"""What apt and an archive say in many words, in one sentence each."""

import re
from dataclasses import dataclass
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.machine import no_space
from tongdai.engine.port import EngineError

SUITES = ("forky", "sid")
LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Archive:
    """A Debian archive: its address, the keys that sign it, and the suites to look in, in order."""

    address: str
    keyring: Path
    suites: tuple[str, ...] = SUITES


def sentence_for(words: str, archive: Archive, package: str, directory: Path) -> EngineError:
    """The sentence for what apt printed while it brought a package into a directory."""
    if re.search(r"No space left|enough free space", words):
        return no_space(directory)
    if re.search(r"NO_PUBKEY|is not signed|signature|EXPKEYSIG|REVKEYSIG|Sqv|Verification", words):
        return EngineError(say("The archive {archive} is not signed by Debian's keys in {keyring}, so nothing is taken "
                               "from it. Update the package 'debian-archive-keyring', or name another archive in the "
                               "setting 'engine_archive'.", archive=archive.address, keyring=str(archive.keyring)))
    # apt 3.0 finds no words for a file of a local archive whose hash is another
    if re.search(r"Hash Sum mismatch|unexpected size|Size mismatch|Writing more data than expected|Undetermined Error",
                 words):
        return EngineError(say("A download from {archive} came damaged or half. Run the installation again; it goes "
                               "on where it stopped.", archive=archive.address))
    if re.search(r"is expired|is not valid yet", words):
        return EngineError(say("The archive {archive} is signed for another time than this machine's clock says. Set "
                               "the clock, or name a current archive in the setting 'engine_archive'.",
                               archive=archive.address))
    if re.search(r"resolv|onnect|unreachable|timed out|Timeout|TLS|certificate", words):
        return no_network(archive)
    detail = next((line[3:] for line in words.splitlines() if line.startswith("E: ")), "no reason given")
    return EngineError(say("apt could not bring '{package}' from {archive}: {detail}",
                           package=package, archive=archive.address, detail=detail[:LONGEST_DETAIL]))


def no_network(archive: Archive) -> EngineError:
    """The sentence for an archive out of reach."""
    return EngineError(say("The archive {archive} cannot be reached. Check this machine's network and proxy, then run "
                           "the installation again; it goes on where it stopped.", archive=archive.address))


def no_offer(archive: Archive, package: str) -> EngineError:
    """The sentence for an archive without the package."""
    return EngineError(say("The archive {archive} has no package '{package}' in {suites}. Name a full Debian archive "
                           "in the setting 'engine_archive'.", archive=archive.address, package=package,
                           suites=", ".join(archive.suites)))
