"""Keep the catalogues of translations: gather every sentence, update vi and km, compile them, say what is missing.

    python tools/messages.py            gather, update, compile
    python tools/messages.py --check    change nothing; fail if a catalogue is not complete and fresh

Sentences come from templates ({% translate %} and its kin), from gettext calls and from the templates of the dry
floors: `say("...")`, `template("...")` and `FindingKind(code, "...", "...")`.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "tongdai"
LOCALE: Final = SOURCE / "web" / "locale"
LANGUAGES: Final = ("vi", "km")
HEADER: Final = "# Sentences of tongdai; gathered and compiled by tools/messages.py, translated by hand."
SOME_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PLACE: Final = re.compile(r"%\(\w+\)[sd]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")

_FIRST: Final = {"gettext", "gettext_lazy", "gettext_noop", "_", "say", "template", "SettingsError"}
_PLURAL: Final = {"ngettext", "ngettext_lazy"}
_CONTEXT: Final = {"pgettext", "pgettext_lazy"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the source, where it stands, and what tells it from the same words elsewhere."""

    words: str | tuple[str, str]
    context: str | None
    place: str


def gather() -> Catalog:
    """Every sentence of the source, in the order of its files."""
    catalog = Catalog(domain="django", charset="utf-8")
    for file in sorted(SOURCE.rglob("*.py")):
        for each in _of_python(file.read_text(encoding="utf-8"), _name(file)):
            catalog.add(each.words, locations=[(each.place, 0)], context=each.context)
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        for each in _of_template(file.read_text(encoding="utf-8"), _name(file)):
            catalog.add(each.words, locations=[(each.place, 0)], context=each.context)
    return catalog


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _of_python(text: str, place: str) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield from _of_call(node, place)


def _of_call(node: ast.Call, place: str) -> Iterator[Sentence]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    texts = [each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else None
             for each in node.args]
    match name, texts:
        case _, []:
            return
        case str(), [str(words), *_] if name in _FIRST and words:
            yield Sentence(words, None, place)
        case str(), [str(one), str(many), *_] if name in _PLURAL:
            yield Sentence((one, many), None, place)
        case str(), [str(context), str(words), *_] if name in _CONTEXT:
            yield Sentence(words, context, place)
        case "setting", [_, str(purpose), str(accepted)]:
            yield Sentence(purpose, None, place)
            yield Sentence(accepted, None, place)
        case "FindingKind", [_, str(words), str(remedy)]:
            yield Sentence(words, None, place)
            yield Sentence(remedy, None, place)


def _of_template(text: str, place: str) -> Iterator[Sentence]:
    """Django turns a template into text that looks like Python, with a gettext call for each sentence."""
    source = io.BytesIO(templatize(text, origin=place).encode())
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    for _, words, _, context in extract("python", source, keywords=keywords):
        yield Sentence(words, context, place)


def updated(language: str, fresh: Catalog) -> Catalog:
    """The catalogue of a language with exactly the sentences of the source; translations that fit are kept."""
    old = read(language)
    made = Catalog(locale=language, domain="django", charset="utf-8")
    for message in sorted((each for each in fresh if each.id), key=_order):
        kept = old.get(_key(message), message.context)
        string = kept.string if kept and kept.id == message.id else ("",) * made.num_plurals if message.pluralizable \
            else ""
        made.add(message.id, string, locations=message.locations, context=message.context)
    return made


def _key(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _order(message: Message) -> tuple[str, str]:
    return _key(message), message.context or ""


def read(language: str) -> Catalog:
    """The catalogue as it stands in the tree."""
    file = _file(language)
    if not file.exists():
        return Catalog(locale=language, domain="django")
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain="django")


def _file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def written(catalog: Catalog) -> str:
    """The catalogue as text: no dates and no line numbers, so that it changes only when words do."""
    body = io.BytesIO()
    write_po(body, catalog, width=120, omit_header=True, include_lineno=False)
    plural = f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};"
    head = (f'{HEADER}\nmsgid ""\nmsgstr ""\n"Language: {catalog.locale}\\n"\n'
            f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
            f'"Plural-Forms: {plural}\\n"\n\n')
    return head + body.getvalue().decode()


def compiled(catalog: Catalog) -> bytes:
    """What gettext reads, the same whenever it is made."""
    catalog.creation_date = catalog.revision_date = SOME_DAY
    body = io.BytesIO()
    write_mo(body, catalog)
    return body.getvalue()


def faults(language: str, catalog: Catalog) -> Iterator[str]:
    """Sentences without translation, doubtful ones, and places that were lost or made up on the way."""
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if not all(strings):
            yield f"{language}: not translated: {_key(message)!r}"
        elif message.fuzzy:
            yield f"{language}: doubtful: {_key(message)!r}"
        elif any(_places(each) != _places(message.id[-1] if isinstance(message.id, tuple) else message.id)
                 for each in strings):
            yield f"{language}: other places than in English: {_key(message)!r}"


def _places(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def stale(language: str, fresh: Catalog) -> bool:
    """Whether the files in the tree differ from what a fresh run would write."""
    made = updated(language, fresh)
    file = _file(language)
    machine = file.with_suffix(".mo")
    return (not file.exists() or file.read_text(encoding="utf-8") != written(made)
            or not machine.exists() or machine.read_bytes() != compiled(read(language)))


def write(language: str, fresh: Catalog) -> None:
    """Update and compile one language."""
    file = _file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(written(updated(language, fresh)), encoding="utf-8")
    file.with_suffix(".mo").write_bytes(compiled(read(language)))


def main(arguments: list[str]) -> int:
    """Update everything, or only say what is wrong."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    fresh = gather()
    if arguments != ["--check"]:
        for language in LANGUAGES:
            write(language, fresh)
    wrong = [line for language in LANGUAGES for line in faults(language, updated(language, fresh))]
    wrong += [f"{language}: not fresh; run tools/messages.py" for language in LANGUAGES if stale(language, fresh)]
    print("\n".join(wrong) if wrong else f"{len(fresh)} sentences, all translated.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
