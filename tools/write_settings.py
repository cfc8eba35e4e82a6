"""Write docs/reference/settings.md and tongdai.example.toml from the settings themselves; `--check` compares."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from tongdai.settings import describe_settings  # noqa: E402  the checkout's own package, installed or not

PAGE = """\
# Settings

<!-- Written by tools/write_settings.py; change src/tongdai/settings.py instead. -->

Settings say where things are on this machine: directories, addresses, ports. Everything about customers lives in the
database. They are read from the TOML file that `TONGDAI_SETTINGS` names (there is none by default;
[tongdai.example.toml](../../tongdai.example.toml) shows them all), then from environment variables: the name in
capitals after `TONGDAI_`, so that `TONGDAI_WEB_PORT=9000` goes before `web_port` in the file.

An unknown name or an unusable value is refused at the start, in one sentence that names the setting, the value and
what is accepted. `tongdai settings` prints what is in force.

| setting | default | what it is | accepted |
|---|---|---|---|
"""
HEADER = """\
# Every setting with its default. Copy what you change, and name the file in TONGDAI_SETTINGS.
# Written by tools/write_settings.py; docs/reference/settings.md explains.
"""


def settings_page() -> str:
    """The reference page."""
    rows = [f"| `{name}` | {f'`{default}`' if default else 'none'} | {text} | {accepted} |\n"
            for name, default, text, accepted in describe_settings()]
    return PAGE + "".join(rows)


def example_file() -> str:
    """The example file, in which every line is commented out."""
    blocks = [f"\n# {text} Accepted: {accepted}.\n#{name} = {_as_toml(default)}\n"
              for name, default, text, accepted in describe_settings()]
    return HEADER + "".join(blocks)


def _as_toml(default: str) -> str:
    return default if default.isdecimal() else f'"{default}"'


def main() -> int:
    """Write both files, or say which of them is out of date."""
    texts = {ROOT / "docs" / "reference" / "settings.md": settings_page(),
             ROOT / "tongdai.example.toml": example_file()}
    if sys.argv[1:] != ["--check"]:
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
        return 0
    old = [str(path.relative_to(ROOT)) for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    if old:
        sys.stderr.write(f"Out of date: {', '.join(old)}. Run 'python tools/write_settings.py'.\n")
    return len(old)


if __name__ == "__main__":
    sys.exit(main())
