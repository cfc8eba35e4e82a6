"""What SIPp plays: phones that register, phones that are called, phones that call; audio is offered, none is sent."""

_OFFER = """v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
"""

_HEADERS = """Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[remote_ip]>;tag=[pid]c[call_number]
Call-ID: [call_id]
Max-Forwards: 70
Contact: <sip:[field0]@[local_ip]:[local_port]>
"""

_AGREED = """SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0
"""


def register_scenario() -> str:
    """Field 0 is the account, field 1 its credentials; the phone stays registered for an hour."""
    first = f"""REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
{_HEADERS}To: <sip:[field0]@[remote_ip]>
CSeq: 1 REGISTER
Expires: 3600
Content-Length: 0
"""
    again = first.replace("CSeq: 1", "CSeq: 2").replace("Expires", "[field1]\nExpires")
    return _scenario("register", _send(first), '<recv response="401" auth="true"/>', _send(again),
                     '<recv response="200"/>', '<pause milliseconds="500"/>')


def greeted_scenario() -> str:
    """A phone that has just registered is asked whether it is there."""
    return _scenario("greeted", '<recv request="OPTIONS"/>', _send(_AGREED))


def calling_scenario(hold_ms: int) -> str:
    """Field 2 is the number dialled. The clock of each call runs from its first INVITE to the ringing."""
    invite = f"""INVITE sip:[field2]@[remote_ip]:[remote_port] SIP/2.0
{_HEADERS}To: <sip:[field2]@[remote_ip]>
CSeq: 1 INVITE
Content-Type: application/sdp
Content-Length: [len]

{_OFFER}"""
    again = invite.replace("CSeq: 1", "CSeq: 2").replace("Content-Type", "[field1]\nContent-Type")
    return _scenario(
        "calling", _send(invite, 'retrans="500" start_rtd="1"'), '<recv response="100" optional="true"/>',
        '<recv response="401" auth="true"/>', _send(_in_dialog("ACK", 1)), _send(again, 'retrans="500"'),
        '<recv response="100" optional="true"/>', '<recv response="180" rtd="1"/>',
        '<recv response="200" rrs="true"/>', _send(_in_dialog("ACK", 2)), f'<pause milliseconds="{hold_ms}"/>',
        _send(_in_dialog("BYE", 3), 'retrans="500"'), '<recv response="200"/>')


def _in_dialog(method: str, sequence: int) -> str:
    return f"""{method} sip:[field2]@[remote_ip]:[remote_port] SIP/2.0
{_HEADERS}To: <sip:[field2]@[remote_ip]>[peer_tag_param]
CSeq: {sequence} {method}
Content-Length: 0
"""


def called_scenario() -> str:
    """Ring, answer, wait for the end; a question whether the phone is still there (OPTIONS) is answered too."""
    head = """[last_Via:]
[last_From:]
[last_To:];tag=[pid]a[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
"""
    ringing = f"SIP/2.0 180 Ringing\n{head}Content-Length: 0\n"
    answer = f"SIP/2.0 200 OK\n{head}Content-Type: application/sdp\nContent-Length: [len]\n\n{_OFFER}"
    return _scenario("called", '<recv request="OPTIONS" optional="true" next="1"/>', '<recv request="INVITE"/>',
                     _send(ringing), _send(answer, 'retrans="500"'),
                     '<recv request="ACK"/>', '<recv request="BYE"/>', '<label id="1"/>', _send(_AGREED))


def _send(message: str, attributes: str = "") -> str:
    return f"<send {attributes}><![CDATA[\n\n{message}\n]]></send>"


def _scenario(name: str, *steps: str) -> str:
    lines = ('<?xml version="1.0" encoding="ISO-8859-1"?>', f'<scenario name="{name}">', *steps, "</scenario>")
    return "\n".join(lines)
