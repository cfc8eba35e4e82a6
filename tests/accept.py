"""Rewrite the expected files of golden cases after review: python tests/accept.py [CASE...]."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from goldencases import CASES, case_names, texts_of


def main(chosen: list[str]) -> None:
    """Write what the compiler says now; the review is `git diff tests/cases`."""
    for case in (name for name in case_names() if not chosen or name.partition("-")[0] in chosen or name in chosen):
        shutil.rmtree(CASES / case / "expected", ignore_errors=True)
        for path, text in texts_of(case).items():
            target = CASES / case / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
