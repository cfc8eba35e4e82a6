"""What ./run and ./test share: an environment made once from the lock file, and refused where it is not as locked."""

import base64
import hashlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wet
ROOT = Path(__file__).resolve().parents[2]
COREUTILS = ("bash", "dirname", "flock", "mkdir", "cmp", "cp", "chmod", "cat")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A checkout with a lock file that names one small package, which lies beside it."""
    directory = tmp_path_factory.mktemp("a checkout")
    (directory / "wheels").mkdir()
    wheel, _ = (_make_wheel(directory / "wheels", version) for version in ("1.0", "2.0"))
    _lock(directory, "1.0", hashlib.sha256(wheel.read_bytes()).hexdigest())
    _make_project(directory)
    return directory


def test_the_environment_is_made_once_and_holds_what_the_lock_names(checkout):
    first = _prepare(checkout)
    second = _prepare(checkout)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "Installing what requirements.lock names" in first.stdout
    assert second.stdout == ""
    assert _run_command(checkout, "one", "two words").stdout == "small ['one', 'two words']\n"


def test_a_package_that_is_not_the_locked_one_is_refused_until_it_is(checkout):
    good = (checkout / "requirements.lock").read_text()
    _prepare(checkout)
    _lock(checkout, "2.0", "0" * 64)

    refused = [_prepare(checkout) for _ in range(2)]

    (checkout / "requirements.lock").write_text(good)
    assert [each.returncode for each in refused] == [1, 1]
    assert "What requirements.lock names could not be installed" in refused[1].stderr
    assert _prepare(checkout).returncode == 0


def test_a_broken_environment_is_made_anew(checkout):
    _prepare(checkout)
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")

    assert _prepare(checkout).returncode == 0
    assert _run_command(checkout).stdout == "small []\n"


def test_an_ordinary_user_without_python_is_told_what_to_ask_for(tmp_path):
    _tools(tmp_path / "bin", {"apt-get": "exit 0", "id": "echo 1000", "sudo": "exit 1"})

    done = _prepare(tmp_path, path=tmp_path / "bin")

    assert done.returncode == 1
    assert done.stderr.endswith("Python 3.11 or newer is missing: ask an administrator to run "
                                "'apt-get install python3 python3-venv'.\n")


def test_a_system_without_apt_is_told_what_is_missing(tmp_path):
    _tools(tmp_path / "bin", {})

    done = _prepare(tmp_path, path=tmp_path / "bin")

    assert done.returncode == 1
    assert "Python 3.11 or newer is missing: install python3 python3-venv in this system's own way" in done.stderr


def test_an_old_python_is_not_taken(tmp_path):
    _tools(tmp_path / "bin", {"apt-get": "exit 0", "id": "echo 0", "env": "exit 0", "python3": "exit 1"})

    done = _prepare(tmp_path, path=tmp_path / "bin")

    assert done.returncode == 1
    assert "Python 3.11 or newer is needed, and this system's is older" in done.stderr


@pytest.mark.parametrize("name", ["run", "test", "tools/setup.sh", ".ci/run"])
def test_the_scripts_are_sound_bash(name):
    done = subprocess.run(["bash", "-n", ROOT / name], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert name == "tools/setup.sh" or os.access(ROOT / name, os.X_OK)


def _prepare(directory: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path or os.environ["PATH"]), "HOME": str(directory), "PIP_NO_INDEX": "1",
                   "PIP_FIND_LINKS": (directory / "wheels").as_uri(), "PIP_CONFIG_FILE": os.devnull}
    bash = shutil.which("bash")
    return subprocess.run([bash, "-euc", f"source '{ROOT}/tools/setup.sh'; prepare requirements.lock"], cwd=directory,
                          env=environment, capture_output=True, text=True, check=False, timeout=120)


def _run_command(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([checkout / ".venv" / "bin" / "tongdai", *words], env={"PATH": os.environ["PATH"]},
                          capture_output=True, text=True, check=False, timeout=30)


def _tools(directory: Path, scripts: dict[str, str]) -> None:
    directory.mkdir()
    for name in COREUTILS:
        (directory / name).symlink_to(shutil.which(name))
    for name, line in scripts.items():
        (directory / name).write_text(f"#!{shutil.which('bash')}\n{line}\n")
        (directory / name).chmod(0o755)


def _make_wheel(directory: Path, version: str) -> Path:
    notes = f"small-{version}.dist-info"
    content = {"small.py": b"NAME = 'small'\n",
               f"{notes}/METADATA": f"Metadata-Version: 2.1\nName: small\nVersion: {version}\n".encode(),
               f"{notes}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    lines = [f"{name},sha256={_urlsafe(data)},{len(data)}" for name, data in content.items()]
    content[f"{notes}/RECORD"] = "\n".join([*lines, f"{notes}/RECORD,,", ""]).encode()
    wheel = directory / f"small-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return wheel


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _lock(directory: Path, version: str, digest: str) -> None:
    (directory / "requirements.lock").write_text(f"small=={version} \\\n    --hash=sha256:{digest}\n")


def _make_project(directory: Path) -> None:
    site = directory / "src" / "tongdai" / "site"
    site.mkdir(parents=True)
    (site / "entry.py").write_text("import sys\n\nfrom small import NAME\n\n\ndef main():\n"
                                   "    print(NAME, sys.argv[1:])\n")
