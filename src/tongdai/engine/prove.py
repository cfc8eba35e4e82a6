"""Prove a Build: boot a scratch engine on it, take its inventory, compare; a reload of the real one shows no errors."""

import fcntl
import os
import re
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tongdai.compiler import Build
from tongdai.domain.finding import Finding, FindingKind
from tongdai.engine.ami import AmiRefused, AmiSilent
from tongdai.engine.astdb import write_database
from tongdai.engine.boot import Boot, Doors, gather_share, launch, wait_until_booted, write_instance
from tongdai.engine.cell import WRITABLE, CellDirectory, disk_error, give, prepare_cell
from tongdai.engine.console import ConsoleSilent
from tongdai.engine.environment import engine_environment
from tongdai.engine.generation import link_place, write_scratch
from tongdai.engine.inventory import CELL, KINDS as INVENTORY_KINDS
from tongdai.engine.inventory import compare_inventory, take_inventory
from tongdai.engine.port import EngineError, Proof
from tongdai.engine.process import ProcessMark, kill_process, mark_process
from tongdai.engine.program import EngineProgram
