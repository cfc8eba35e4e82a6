"""The settings' page and the example file say what the settings themselves say."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tongdai.settings import describe_settings, load_settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_and_the_example_are_as_the_settings_describe_themselves():
    done = subprocess.run([sys.executable, "tools/write_settings.py", "--check"], cwd=ROOT, capture_output=True,
                          text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_the_example_with_every_line_in_force_is_the_default(tmp_path):
    example = (ROOT / "tongdai.example.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("#") for line in example.splitlines() if " = " in line and not line.startswith("# ")]
    file = tmp_path / "tongdai.toml"
    file.write_text("\n".join(line for line in lines if not line.startswith("data = ")))

    assert tomllib.loads("\n".join(lines)).keys() == {name for name, *_ in describe_settings()}
    assert load_settings(file, environ={}) == load_settings(environ={})
