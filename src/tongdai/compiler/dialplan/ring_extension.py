"""How the phones of an extension are rung, and how what came of it is told apart."""

from dataclasses import replace

from tongdai.compiler import conf
from tongdai.compiler.dialplan.farewell import PEER_TOO
from tongdai.compiler.dialplan.speech import Speech, Way, exit_name, go_if, go_unless, hand_over_talking
from tongdai.compiler.names import account, extension_row
from tongdai.domain.trail import DECLINED_CAUSE, RING_BRANCHES
from tongdai.plan import RingExtension

_COMING_BACK = tuple((status, branch) for status, branch in RING_BRANCHES.items()
                     if branch not in ("answered", "cancelled"))
_EXITS = tuple(dict.fromkeys(("declined", "offline", *(branch for _, branch in _COMING_BACK))))
_PLAIN = "--/A-Za-z0-9_~!*%;:=@+"
"""What one contact is made of where nothing needs a closer look; no `&`, no comma. It begins with the range from `-`
to `/`, since a dash elsewhere would need a backslash (func_strings.c, filter)."""
_CONTACT = "sips?:[][A-Za-z0-9_.~!*%;:=@+-]+"
_CLOSER = "closer"


def say_ring_extension(node: RingExtension, way: Way) -> Speech:
    """Ring all phones at once for the extension's own time.

    A registered contact is text from a phone: `&` in it would ring somebody else and `,` would give Dial options. One
    plain contact has neither; anything else gets a closer look, which costs a twentieth of a call (REGEX compiles its
    expression every time): only a list of plain contacts of this very account is dialled, the rest counts as offline.
    Dial comes back only when nobody answered and the caller is still there.
    """
    phone = account(way.tenant, "${N}")
    doubt = f"$[${{LEN(${{FILTER({_PLAIN},${{C}})}})}} < ${{LEN(${{C}})}} | ${{LEN(${{C}})}} = 0]"
    inside = replace(way, jumps="")
    listed = f'${{REGEX("^(PJSIP/{phone}/{_CONTACT}(&|$))+$" ${{C}})}}'
    closer = go_unless(listed, inside, exit_name(node.id, "offline"))
    return Speech(
        assigns=(hand_over_talking(way.past(node.id, parameter="${N}")),),
        steps=(
            conf.call("Set", f"C=${{PJSIP_DIAL_CONTACTS({phone})}}"),
            go_if(doubt, way, exit_name(node.id, _CLOSER)),
            *_dial(node, way)),
        exits=_EXITS,
        aliases=tuple((exit_name(node.id, status), branch) for status, branch in _COMING_BACK),
        asides=((exit_name(node.id, _CLOSER), (closer, *_dial(node, inside))),),
        parameter="${N}")


def _dial(node: RingExtension, way: Way) -> tuple[str, ...]:
    """Show who calls, ring, and tell what came of it apart; `W` is what a node before wishes of the ring."""
    return (
        conf.call("Set", f"CALLERID(name)=${{DB({extension_row(way.tenant, '${A}')}):5}}"),
        conf.call("Dial", "${C}", "${D:0:3}", f"{PEER_TOO}${{W}}"),
        go_if(f"$[0${{HANGUPCAUSE}} = {DECLINED_CAUSE}]", way, exit_name(node.id, "declined")),
        conf.call("Goto", *way.to(exit_name(node.id, "${DIALSTATUS}"))))
