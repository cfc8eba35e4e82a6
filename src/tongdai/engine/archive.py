"""Ask a Debian archive for the engine through apt's own client, with lists, cache and state of our own."""

import hashlib
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.installed import Package
from tongdai.engine.machine import no_space
from tongdai.engine.port import EngineError
from tongdai.engine.program import CEILING_TEXT, FLOOR_TEXT, is_accepted, read_version
from tongdai.engine.progress import Progress, Report

PACKAGE = "asterisk"
SUITES = ("forky", "sid")
SECONDS_FOR_LISTS = 600
SECONDS_FOR_PLAN = 120
SECONDS_FOR_DOWNLOAD = 3600
UNSAFE_IN_CONFIGURATION = re.compile(r'["\\\x00-\x1f\x7f]')

# The machine's own proxies, certificates and log-ins stay in force; what it pins, hooks and keeps does not.
CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear APT::Architectures;
Dir::State "{work}/state";
Dir::State::lists "{work}/lists";
Dir::State::status "{work}/state/status";
Dir::Cache "{work}/cache";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Log "{work}/log";
Dir::Etc::sourcelist "{work}/sources.list";
Dir::Etc::sourceparts "{work}/none";
Dir::Etc::preferences "{work}/state/status";
Dir::Etc::preferencesparts "{work}/none";
APT::Architecture "{architecture}";
APT::Architectures {{ "{architecture}"; }};
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Get::AllowUnauthenticated "false";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
APT::Keep-Downloaded-Packages "true";
Acquire::AllowInsecureRepositories "false";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A Debian archive: its address, the keys that sign it, and the suites to look in, in order."""

    address: str
    keyring: Path
    suites: tuple[str, ...] = SUITES


@dataclass(frozen=True, slots=True)
class Offer:
    """What the archive offers: the engine's version and every package it needs."""

    suite: str
    version: str
    package_version: str
    packages: tuple[Package, ...]

    @property
    def size(self) -> int:
        """Bytes to download in all."""
        return sum(each.size for each in self.packages)


@dataclass(frozen=True, slots=True)
class AptClient:
    """apt, working in a private directory for one archive."""

    archive: Archive
    architecture: str
    work: Path

    def find_offer(self) -> Offer:
        """Look in each suite for an engine that we accept. Raises EngineError where there is none."""
        unfit = ""
        for suite in self.archive.suites:
            if not self._update(suite):
                continue
            candidate = self._candidate()
            version = read_version(candidate) if candidate else None
            if version and is_accepted(version):
                return Offer(suite, version, candidate, self._packages())
            unfit = candidate or unfit
        raise self._no_offer(unfit)

    def download(self, offer: Offer, report: Report) -> dict[Package, Path]:
        """Bring every package of the offer and check it; what an earlier attempt brought is not brought again."""
        for attempt in range(2):
            self._download(offer, report)
            files = self._files_by_digest()
            missing = [each for each in offer.packages if each.sha256 not in files]
            if not missing:
                return {each: files[each.sha256] for each in offer.packages}
            self._forget_damaged(offer, files, attempt)
        raise EngineError(say("Package {name} came damaged from {archive}, twice. Try again later, or name another "
                              "archive in the setting 'engine_archive'.",
                              name=missing[0].name, archive=self.archive.address))

    def _update(self, suite: str) -> bool:
        """Bring a suite's signed index; False where the archive has no such suite."""
        self._lay_out(suite)
        answer = self._run(["apt-get", "update"], SECONDS_FOR_LISTS)
        if answer.returncode == 0:
            return True
        if re.search(r"does not have a Release file|404\s+Not Found|File not found", answer.stderr):
            return False
        raise self._sentence(answer.stderr)

    def _candidate(self) -> str:
        answer = self._run(["apt-cache", "policy", PACKAGE], SECONDS_FOR_PLAN)
        found = re.search(r"^\s*Candidate: (\S+)$", answer.stdout, re.MULTILINE)
        return found[1] if found and found[1] != "(none)" else ""

    def _packages(self) -> tuple[Package, ...]:
        answer = self._run(["apt-get", "--simulate", "--yes", "install", PACKAGE], SECONDS_FOR_PLAN)
        if answer.returncode != 0:
            raise self._sentence(answer.stderr)
        chosen = re.findall(r"^Inst (\S+) \((\S+) ", answer.stdout, re.MULTILINE)
        shown = self._run(["apt-cache", "show", *(f"{name}={version}" for name, version in chosen)], SECONDS_FOR_PLAN)
        if shown.returncode != 0:
            raise self._sentence(shown.stderr)
        packages = tuple(sorted(set(read_packages(shown.stdout))))
        if len(packages) != len(chosen):
            raise self._sentence("")
        return packages

    def _download(self, offer: Offer, report: Report) -> None:
        reader, writer = os.pipe()
        command = ["apt-get", "--download-only", "--yes", "-o", f"APT::Status-Fd={writer}", "install", PACKAGE]
        with os.fdopen(reader, encoding="utf-8", errors="replace") as status, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(self._tied(command), env=self._environment(), pass_fds=(writer,),
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
            os.close(writer)
            bound = threading.Timer(SECONDS_FOR_DOWNLOAD, process.kill)
            bound.start()
            try:
                for percent in read_status(status):
                    report(Progress("download", int(offer.size * percent / 100), offer.size))
                returncode = process.wait()
            finally:
                bound.cancel()
                process.kill()
                process.wait()
            if returncode != 0:
                errors.seek(0)
                raise self._sentence(errors.read().decode("utf-8", "replace"))
        report(Progress("download", offer.size, offer.size))

    def _files_by_digest(self) -> dict[str, Path]:
        return {_digest(file): file for file in (self.work / "cache" / "archives").glob("*.deb")}

    def _forget_damaged(self, offer: Offer, files: Mapping[str, Path], attempt: int) -> None:
        """Delete what is not in the offer, so that apt brings it anew."""
        wanted = {each.sha256 for each in offer.packages}
        for digest, file in files.items():
            if digest not in wanted and attempt == 0:
                file.unlink()

    def _lay_out(self, suite: str) -> None:
        if UNSAFE_IN_CONFIGURATION.search(str(self.work)):
            raise EngineError(say("The data directory {path} has a quotation mark, a backslash or a control "
                                  "character in its name, which apt cannot take. Choose another.",
                                  path=str(self.work)))
        for name in ("state", "lists/partial", "cache/archives/partial", "log", "none"):
            (self.work / name).mkdir(parents=True, exist_ok=True)
        (self.work / "state" / "status").touch()
        self._configuration.write_text(CONFIGURATION.format(work=self.work, architecture=self.architecture),
                                       encoding="utf-8")
        # apt uses the packages of a `file:` archive where they lie; `copy:` brings them here like any other
        address = re.sub(r"^file:", "copy:", self.archive.address)
        (self.work / "sources.list").write_text(f"deb [signed-by={self.archive.keyring}] {address} {suite} main\n",
                                                encoding="utf-8")

    @property
    def _configuration(self) -> Path:
        return self.work / "apt.conf"

    def _run(self, command: list[str], seconds: int) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(self._tied(command), capture_output=True, text=True, errors="replace",
                                  timeout=seconds, check=False, env=self._environment(), stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as error:
            raise self._no_network() from error

    def _tied(self, command: list[str]) -> list[str]:
        """The command, with our configuration, and ending when we end."""
        return ["setpriv", "--pdeathsig", "TERM", command[0], "-c", str(self._configuration), *command[1:]]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}

    def _no_offer(self, unfit: str) -> EngineError:
        suites = ", ".join(self.archive.suites)
        if unfit:
            return EngineError(say("The archive {archive} offers Asterisk {version} only; it must be from {floor} to "
                                   "below {ceiling}. Name a current archive in the setting 'engine_archive'.",
                                   archive=self.archive.address, version=unfit,
                                   floor=FLOOR_TEXT, ceiling=CEILING_TEXT))
        return EngineError(say("The archive {archive} has no package 'asterisk' in {suites}. Name a full Debian "
                               "archive in the setting 'engine_archive'.",
                               archive=self.archive.address, suites=suites))

    def _no_network(self) -> EngineError:
        return EngineError(say("The archive {archive} cannot be reached. Check this machine's network and proxy, "
                               "then run the installation again; it goes on where it stopped.",
                               archive=self.archive.address))

    def _sentence(self, errors: str) -> EngineError:
        """One sentence for what apt said in many."""
        if re.search(r"No space left|enough free space", errors):
            return no_space(self.work)
        if re.search(r"NO_PUBKEY|is not signed|signature|EXPKEYSIG|REVKEYSIG|Sqv|Verification", errors):
            return EngineError(say("The archive {archive} is not signed by Debian's keys in {keyring}, so nothing is "
                                   "taken from it. Update the package 'debian-archive-keyring', or name another "
                                   "archive in the setting 'engine_archive'.",
                                   archive=self.archive.address, keyring=str(self.archive.keyring)))
        if re.search(r"Hash Sum mismatch|unexpected size|Size mismatch|Writing more data than expected", errors):
            return EngineError(say("A download from {archive} came damaged or half. Run the installation again; it "
                                   "goes on where it stopped.", archive=self.archive.address))
        if re.search(r"resolv|onnect|unreachable|timed out|Timeout|Connection|TLS|certificate", errors):
            return self._no_network()
        detail = next((line[3:] for line in errors.splitlines() if line.startswith("E: ")), "no reason given")
        return EngineError(say("apt could not bring the engine from {archive}: {detail}",
                               archive=self.archive.address, detail=detail[:300]))


def read_packages(text: str) -> Iterator[Package]:
    """Packages as `apt-cache show` prints them."""
    for stanza in re.split(r"\n\s*\n", text):
        values = dict(re.findall(r"^(Package|Version|SHA256|Size): (\S+)$", stanza, re.MULTILINE))
        if len(values) == 4:
            yield Package(values["Package"], values["Version"], values["SHA256"], int(values["Size"]))


def read_status(lines: Iterator[str]) -> Iterator[float]:
    """Per cent from apt's status lines: `dlstatus:2:12.5:Retrieving file 2 of 9`."""
    for line in lines:
        found = re.match(r"dlstatus:\d+:(\d{1,3}(?:\.\d+)?):", line)
        if found:
            yield min(float(found[1]), 100.0)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
