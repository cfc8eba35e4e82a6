"""Ask a Debian archive for a package through apt's own client, with lists, cache and state of our own."""

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
from tongdai.engine.aptwords import Archive, no_network, no_offer, sentence_for
from tongdai.engine.installed import Package
from tongdai.engine.port import EngineError
from tongdai.engine.progress import Progress, Report
from tongdai.engine.ware import Ware

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
Acquire::GzipIndexes "false";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the archive offers: the program's version and every package it needs."""

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
    """apt, working in a private directory for one archive and one ware."""

    archive: Archive
    ware: Ware
    architecture: str
    work: Path

    def find_offer(self) -> Offer:
        """Look in each suite for a version that we accept. Raises EngineError where there is none."""
        unfit = ""
        for suite in self.archive.suites:
            if not self._update(suite):
                continue
            candidate = self._candidate()
            version = self.ware.accept(candidate) if candidate else None
            if version:
                return Offer(suite, version, candidate, self._packages())
            unfit = candidate or unfit
        raise self.ware.unfit(self.archive, unfit) if unfit else no_offer(self.archive, self.ware.package)

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
        raise sentence_for(answer.stderr, self.archive, self.ware.package, self.work)

    def _candidate(self) -> str:
        answer = self._run(["apt-cache", "policy", self.ware.package], SECONDS_FOR_PLAN)
        found = re.search(r"^\s*Candidate: (\S+)$", answer.stdout, re.MULTILINE)
        return found[1] if found and found[1] != "(none)" else ""

    def _packages(self) -> tuple[Package, ...]:
        answer = self._run(["apt-get", "--simulate", "--yes", "install", self.ware.package], SECONDS_FOR_PLAN)
        if answer.returncode != 0:
            raise sentence_for(answer.stderr, self.archive, self.ware.package, self.work)
        chosen = re.findall(r"^Inst (\S+) \((\S+) ", answer.stdout, re.MULTILINE)
        shown = self._run(["apt-cache", "show", *(f"{name}={version}" for name, version in chosen)], SECONDS_FOR_PLAN)
        if shown.returncode != 0:
            raise sentence_for(shown.stderr, self.archive, self.ware.package, self.work)
        packages = tuple(sorted(set(read_packages(shown.stdout))))
        if len(packages) != len(chosen):
            raise sentence_for("", self.archive, self.ware.package, self.work)
        return packages

    def _download(self, offer: Offer, report: Report) -> None:
        reader, writer = os.pipe()
        status_here = f"APT::Status-Fd={writer}"
        command = ["apt-get", "--download-only", "--yes", "-o", status_here, "install", self.ware.package]
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
                words = errors.read().decode("utf-8", "replace")
                raise sentence_for(words, self.archive, self.ware.package, self.work)
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
        options = f"signed-by={self.archive.keyring} target=Packages"
        (self.work / "sources.list").write_text(f"deb [{options}] {address} {suite} main\n", encoding="utf-8")

    @property
    def _configuration(self) -> Path:
        return self.work / "apt.conf"

    def _run(self, command: list[str], seconds: int) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(self._tied(command), capture_output=True, text=True, errors="replace",
                                  timeout=seconds, check=False, env=self._environment(), stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as error:
            raise no_network(self.archive) from error

    def _tied(self, command: list[str]) -> list[str]:
        """The command, with our configuration, and ending when we end."""
        return ["setpriv", "--pdeathsig", "TERM", command[0], "-c", str(self._configuration), *command[1:]]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


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
