"""The fingerprint of a plan: equal digests are equal plans."""

import json
from dataclasses import asdict
from hashlib import sha256

from tongdai.plan.graph import Plan


def plan_digest(plan: Plan) -> str:
    """SHA-256 over the plan written as JSON: every node with its kind, fields and branches, in their order."""
    nodes = [[type(each).__name__, asdict(each)] for each in plan.nodes.values()]
    text = json.dumps([plan.tenant, dict(plan.entries), nodes], ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
