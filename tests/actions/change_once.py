"""One process that works on an installation of its own: makes it, changes it, or says how it stands."""

import json
import sys
from collections.abc import Callable

from django.db import connection

from engine.deploy_once import engine_of
from testhouse import OPERATOR, STANDARD, Clock
from tongdai.actions.context import Context
from tongdai.actions.database import prepare_database
from tongdai.actions.extensions import ExtensionDraft, create_extension, update_extension
from tongdai.actions.packages import create_package
from tongdai.actions.publish import recover
from tongdai.actions.releases import list_releases
from tongdai.actions.tenants import TenantDraft, create_tenant, get_tenant


def make(ctx: Context) -> object:
    """Sen, with one extension."""
    prepare_database(ctx.settings)
    create_package(ctx, STANDARD)
    create_tenant(ctx, TenantDraft(handle="sen", name="Sen", package="standard"))
    return create_extension(ctx, "sen", ExtensionDraft(number="101", name="one")).release


def change(ctx: Context, name: str) -> object:
    """Call the extension by this name."""
    return update_extension(ctx, "sen", "101", {"name": name}).release


def stand(ctx: Context) -> object:
    """What the next start finds, after it has put right what needs it."""
    recover(ctx)
    house, deployed = get_tenant(ctx, "sen"), ctx.engine.deployed()
    assert deployed is not None
    with connection.cursor() as cursor:
        sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    releases = list_releases(ctx, "sen")
    return {"name": house.extensions[0].name, "sound": sound, "release": releases.rows[0].number,
            "changes": releases.total, "in force": deployed.releases[house.tenant.key], "again": recover(ctx)}


ACTIONS: dict[str, Callable[..., object]] = {"make": make, "change": change, "stand": stand}


def main() -> None:
    """Do what the arguments say, on the engine they tell of, and print what came of it."""
    engine = engine_of(sys.argv[1])
    print(json.dumps(ACTIONS[sys.argv[2]](Context(OPERATOR, engine, engine.settings, Clock()), *sys.argv[3:])))
