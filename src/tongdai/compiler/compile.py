"""Compile a Snapshot into what Asterisk reads: the whole pipeline on one screen."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from tongdai.compiler.asterisk22 import MODULES
from tongdai.compiler.build import Build, Manifest
from tongdai.compiler.dialplan.contexts import Context, say_plan, shared_contexts
from tongdai.compiler.files.cel import cel_conf, cel_custom_conf
from tongdai.compiler.files.extensions import extensions_conf, tenant_extensions
from tongdai.compiler.files.modules import modules_conf
from tongdai.compiler.files.pjsip import pjsip_conf, tenant_pjsip
from tongdai.compiler.files.quiet import quiet_files
from tongdai.compiler.names import account, tenant_file
from tongdai.compiler.rows import tenant_rows
from tongdai.domain.finding import Finding, has_errors
from tongdai.domain.snapshot import Snapshot
from tongdai.plan import build_plan, check_plan


def compile_snapshot(snapshot: Snapshot) -> Build:
    """Same snapshot, same bytes.

    1. Each tenant's call plan is said in dialplan, in a file of its own; an unsound plan is a finding instead.
    2. Each tenant's accounts go to a file of their own.
    3. Names and ring times go to the engine's database, where they are data.
    4. What is the same for everybody stands around them.
    """
    houses = sorted(snapshot.tenants, key=lambda each: each.tenant.key)
    keys = [each.tenant.key for each in houses]
    files = {**quiet_files(), "cel.conf": cel_conf(), "cel_custom.conf": cel_custom_conf(),
             "modules.conf": modules_conf(), "extensions.conf": extensions_conf(keys),
             "pjsip.conf": pjsip_conf(snapshot.cell, keys)}
    database: dict[str, str] = {}
    contexts: list[Context] = [*shared_contexts()]
    findings: list[Finding] = []
    for house in houses:
        key = house.tenant.key
        plan = build_plan(house)
        faults = check_plan(plan)
        findings += faults
        said = () if has_errors(faults) else say_plan(plan)
        contexts += said
        files[tenant_file("extensions", key)] = tenant_extensions(key, said)
        files[tenant_file("pjsip", key)] = tenant_pjsip(house, snapshot.cell.realm)
        database.update(tenant_rows(house))
    accounts = frozenset(account(house.tenant.key, each.number) for house in houses for each in house.extensions)
    files = dict(sorted(files.items()))
    return Build(files, database, _manifest(accounts, contexts), tuple(findings), digest(files, database))


def _manifest(accounts: frozenset[str], contexts: Iterable[Context]) -> Manifest:
    return Manifest(accounts, accounts, accounts, {each.name: len(each.extensions) for each in contexts},
                    frozenset(MODULES))


def digest(files: Mapping[str, str], database: Mapping[str, str]) -> str:
    """SHA-256 over every file and row, each with its length, in order of their names."""
    total = sha256()
    for part in (files, database):
        for name, text in sorted(part.items()):
            data = text.encode()
            total.update(f"{len(name)} {name} {len(data)} ".encode())
            total.update(data)
        total.update(b"\n")
    return total.hexdigest()
