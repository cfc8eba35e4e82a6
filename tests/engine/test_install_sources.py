"""Which archive is chosen from a machine's own apt sources."""

import pytest

from tongdai.engine.sources import choose_archive, is_address

ONE_LINE = """\
# deb http://commented.test/debian bookworm main
deb-src http://source.test/debian bookworm main
deb https://packages.test/cloud cloud-bookworm main
deb http://security.test/debian-security bookworm-security main
deb [ arch=amd64 signed-by=/usr/share/keyrings/debian.gpg ] http://mirror.test/debian trixie main # x
deb http://second.test/debian bookworm main
"""
STANZAS = """\
Types: deb
# URIs: http://snapshot.test/archive
URIs: http://security.test/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://disabled.test/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://source.test/debian
Suites: bookworm
Components: main

Types: deb deb-src
URIs: http://mirror.test/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEabc
"""


@pytest.mark.parametrize(("name", "text"), [("sources.list", ONE_LINE), ("debian.sources", STANZAS)])
def test_the_archive_that_carries_debian_is_chosen(name: str, text: str) -> None:
    assert choose_archive([(name, text)]) == "http://mirror.test/debian"


def test_the_first_file_that_has_one_decides() -> None:
    files = [("sources.list", ""), ("node.list", "deb http://node.test nodistro main"),
             ("debian.sources", STANZAS.replace("mirror.test", "other.test"))]

    assert choose_archive(files) == "http://other.test/debian"


@pytest.mark.parametrize("line", [
    "deb http://a.test/debian bookworm-updates main",
    "deb http://a.test/debian bookworm-backports main",
    "deb http://a.test/debian stable main",
    "deb\thttp://a.test/debian   sid\tmain non-free",
])
def test_every_suite_of_debian_shows_where_debian_is(line: str) -> None:
    assert choose_archive([("sources.list", line)]) == "http://a.test/debian"


def test_a_list_of_mirrors_is_passed_on_as_it_is() -> None:
    text = "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: trixie\nComponents: main\n"

    assert choose_archive([("debian.sources", text)]) == "mirror+file:///etc/apt/mirrors/debian.list"


@pytest.mark.parametrize("text", [
    "",
    "deb",
    "deb http://a.test/debian",
    "deb http://a.test/ubuntu noble main universe",
    "deb http://a.test/debian bookworm contrib",
    "deb http://a.test/debian bookworm-security main",
    "deb cdrom:[Debian]/ bookworm main",
    "deb [ unclosed http://a.test/debian bookworm main",
])
def test_sources_without_debian_offer_nothing(text: str) -> None:
    assert choose_archive([("sources.list", text)]) is None
    assert choose_archive([("debian.sources", text)]) is None


@pytest.mark.parametrize("address", ["http://a.test/debian", "https://a.test:8443/debian/", "file:/srv/debian",
                                     "mirror+file:///etc/apt/mirrors/debian.list"])
def test_an_address_is_one_word_with_a_scheme_that_apt_knows(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize("address", ["", "http:", "a.test/debian", "ssh://a.test/debian", "http://a.test/debian sid",
                                     "http://a.test/\ndeb http://b.test", "http://a.test/\"x", "http://a.test/\\",
                                     "http://a.test/" + "x" * 500])
def test_anything_else_is_not_an_address(address: str) -> None:
    assert not is_address(address)
