"""The engine's documentation, cut down to option tables and names."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tongdai.engine import EngineProgram
from tongdai.engine.documentation import FILE, provide_documentation, shorten

WHOLE = b"""<docs xmlns:xi="http://www.w3.org/2001/XInclude">
<module name="app_dial" language="en_US"><depend>x</depend></module>
<application name="Dial" language="en_US" module="app_dial"><synopsis>Call.</synopsis><description/></application>
<configInfo name="res_pjsip" language="en_US"><synopsis>SIP</synopsis><configFile name="pjsip.conf"/></configInfo>
</docs>"""


def test_options_stay_and_everything_else_keeps_its_name_alone() -> None:
    root = ET.fromstring(shorten(WHOLE))  # noqa: S314

    assert [each.tag for each in root] == ["application", "configInfo"]
    application, options = root
    assert application.attrib == {"name": "Dial", "language": "en_US", "module": "app_dial"}
    assert [(each.tag, each.text) for each in application] == [("synopsis", None)]
    assert options.find("configFile") is not None


@pytest.mark.wet
def test_it_is_made_once_for_each_source(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / FILE).write_bytes(WHOLE)
    provide_documentation(source, target)
    made = (target / FILE).stat().st_ino

    provide_documentation(source, target)
    assert (target / FILE).stat().st_ino == made

    (source / FILE).write_bytes(WHOLE.replace(b"Dial", b"Queue"))
    provide_documentation(source, target)
    assert b"Queue" in (target / FILE).read_bytes()


@pytest.mark.wet
@pytest.mark.asterisk
def test_the_engines_own_is_a_third_as_long_afterwards(engine_program: EngineProgram) -> None:
    whole = (engine_program.data / "documentation" / FILE).read_bytes()

    assert len(shorten(whole)) * 3 < len(whole)
