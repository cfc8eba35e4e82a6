"""What people dial who want to ring somebody they must not ring."""

from pathlib import Path


def dangerous(number: str, other_account: str, canary: Path) -> tuple[str, ...]:
    """User parts of a request line around a number that exists and an account that must not ring.

    Each is sent as it stands: what SIP would have escaped is escaped by whoever wrote it here, or deliberately not.
    A file that appears as `canary` shows that one of them was run.
    """
    bait, touch = f"PJSIP/{other_account}", f"SHELL(touch%20{canary})"
    return tuple(part.format(n=number, bait=bait, other=other_account, touch=touch) for part in (
        "{n}&{bait}", "{n}%26{bait}", "{n}%2526{bait}", "{n}&PJSIP%2F{other}", "{n}%26PJSIP%2F{other}",
        "{bait}&{n}", "&{bait}", "{n}&&{bait}", "{n}&{bait}&{n}", "{n}&Local/{n}@{other}", "{n}@{other}",
        "{n}/{bait}", "{n}|{bait}", "{n}%7C{bait}", "{n},30,G(x)", "{n}%2C30%2Cg", "{n},,M(x)", "{n},300", "{n}%2C",
        "{n}^{bait}", "{n}~{bait}", "{n}-{other}", "{other}", "{bait}", "pjsip/{other}", "{n}%0A{bait}",
        "{n}%0D%0ASystem", "{n}%00{bait}", "{n};{bait}", "{n}%3B{bait}", "{n}%20&%20{bait}",
        "{n}${{EXTEN}}", "${{EXTEN}}", "${{{touch}}}", "%24%7B{touch}%7D", "{n}%24%7B{touch}%7D", "a%24%7B{touch}%7D",
        "${{EVAL(${{EXTEN}})}}", "$[1+1]", "{n}$[1]", "${{DB(tongdai/x)}}", "${{GLOBAL(x)}}",
        "h", "i", "s", "t", "T", "e", "o", "a", "failed", "fax", "talk", "hang", "_X.", "_.", "_[0-9*#+]!",
        "{n}!", "{n}.", "{n}x", "x{n}", "+{n}", "0{n}", "00{n}", "*{n}", "{n}*", "{n}#", "**", "##", "*", "#", "+",
        "dialled", "calls", "find", "ring", "ring-answered", "say-unknown", "end-busy",
        "{n}'OR'1'='1", "..%2F{n}", "{n}%", "%25s%25n", "\\{n}", "{n}\\&{bait}", "\"{n}\"", "<{n}>",
        "ma%CC%81y", "%F0%9F%93%9E", "%FF%FE", "1" * 33, "1" * 80, "1" * 300, "9" * 79 + "&{bait}",
    ))
