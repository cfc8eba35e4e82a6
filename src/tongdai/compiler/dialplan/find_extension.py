"""How the dialled extension is found: one look-up in the engine's database, which also tells how it is rung."""

from tongdai.compiler.dialplan.speech import Assign, Speech, Test, Way
from tongdai.compiler.names import extension_row
from tongdai.plan import FindExtension


def say_find_extension(_: FindExtension, way: Way) -> Speech:
    """`A` is the caller's own number, `D` how the dialled one is rung and recorded; a missing row is an empty text."""
    return Speech(
        assigns=(Assign("A", "${FILTER(0-9,${CALLERID(num)})}"),
                 Assign("D", f"${{DB({extension_row(way.tenant, '${N}')}):0:4}}")),
        tests=(Test("$[0${D} = 0]", "unknown"), Test("$[${N} = ${A}]", "own")),
        onward="found")
