"""Tags and filters of the console: icons, sentences, times, bars, sortable headings."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from babel.dates import format_datetime, format_time
from babel.numbers import format_decimal
from django import template
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from tongdai.actions.words import translate
from tongdai.domain.message import Message
from tongdai.domain.quality import Grade, grade_of
from tongdai.domain.storage import RECORDING_STOPS
from tongdai.web.words import CAUSES, DOORS, LISTENINGS, Words, word_for

register = template.Library()
SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600
BYTES_PER_STEP = 1000
NEARLY_FULL = 80
FULL = 100
OTHER_CAUSE = 127


def _locale() -> str:
    return get_language() or "en"


@register.filter
def in_order(values: Iterable[str]) -> list[str]:
    """A set in a stable order."""
    return sorted(values)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the vendored sheet; it decorates, the words beside it speak."""
    return format_html('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
                       extra, static("vendor/icons.svg"), name)


@register.filter
def say(message: Message | None) -> str:
    """A sentence of the house in the reader's language."""
    return translate(message) if message else ""


@register.filter
def word(choice: StrEnum) -> Words:
    """The reader's word for a closed choice."""
    return word_for(choice)


@register.filter
def grade(mos: float) -> Grade:
    """How people find a call of this MOS."""
    return grade_of(mos)


@register.filter
def door(surface: str) -> str:
    """Through which door a change came."""
    return str(DOORS.get(surface, surface))


@register.filter
def cause(code: int) -> Words:
    """Why a call ended, in words."""
    return CAUSES.get(code, CAUSES[OTHER_CAUSE])


@register.filter
def listening(action: str) -> str:
    """What somebody did with a recording."""
    return str(LISTENINGS.get(action, action))


@register.filter
def plain(value: float | int) -> str:
    """A number as programs write it, for the coordinates of a picture."""
    return f"{value:g}"


@register.filter
def seconds(value: float) -> str:
    """Seconds with one decimal, as the reader writes them."""
    return gettext("{seconds} s").format(seconds=format_decimal(value, "0.0", locale=_locale()))


@register.filter
def when(moment: datetime | None) -> str:
    """Day and time in the reader's language and the tenant's time zone."""
    if moment is None:
        return "–"
    return format_datetime(timezone.localtime(moment), "medium", locale=_locale())


@register.filter
def clock(moment: datetime | None) -> str:
    """The time of day alone."""
    return format_time(timezone.localtime(moment), "medium", locale=_locale()) if moment else "–"


@register.filter
def number(value: float | int | None) -> str:
    """A number as the reader writes it."""
    return "–" if value is None else format_decimal(value, locale=_locale())


@register.filter
def tenths(value: float | None) -> str:
    """A measured value with one decimal, as the reader writes it."""
    return "–" if value is None else format_decimal(value, "0.0", locale=_locale())


@register.filter
def size(count: int | None) -> str:
    """Bytes in the unit that fits: `640 kB`, `1.5 GB`."""
    if count is None:
        return "–"
    value, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < BYTES_PER_STEP:
            break
        value, unit = value / BYTES_PER_STEP, larger
    shape = "0.0" if value < 10 and unit not in ("B", "kB") else "0"
    return f"{format_decimal(value, shape, locale=_locale())}\N{NO-BREAK SPACE}{unit}"


@register.filter
def span(seconds: float | int | None) -> str:
    """How long: `0:42`, `12:05`, `1:02:03`; a dash for nothing."""
    return minutes(round(seconds)) if seconds else "–"


@register.filter
def minutes(whole: int) -> str:
    """Whole seconds as a clock shows them: `0:00`, `12:05`, `1:02:03`."""
    hours, rest = divmod(whole, SECONDS_PER_HOUR)
    minute, second = divmod(rest, SECONDS_PER_MINUTE)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


@register.filter
def clocked(seconds: float) -> str:
    """A place in a recording: `0:00`, `12:05`."""
    return minutes(int(seconds))


@register.filter
def lasted(began: datetime, ended: datetime) -> str:
    """How long something took: seconds with a decimal while they are few, then hours, minutes and seconds."""
    took = max(0.0, (ended - began).total_seconds())
    return seconds(took) if took < SECONDS_PER_MINUTE else minutes(round(took))


@register.filter
def up_time(seconds: int) -> str:
    """How long something has been up, in its two largest units."""
    minute, hours, days = seconds // 60 % 60, seconds // 3600 % 24, seconds // 86400
    if days:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    if hours:
        return gettext("{hours} h {minutes} min").format(hours=hours, minutes=minute)
    return gettext("{minutes} min").format(minutes=minute)


@register.inclusion_tag("console/parts/usage.html")
def usage(used: int, limit: int) -> dict[str, object]:
    """A bar of what is used against what is rented."""
    share = min(FULL, round(FULL * used / limit)) if limit else (FULL if used else 0)
    tone = "danger" if share >= FULL else "warning" if share >= NEARLY_FULL else "primary"
    return {"used": used, "limit": limit, "share": share, "tone": tone}


@register.inclusion_tag("console/parts/usage_share.html")
def usage_share(share: int) -> dict[str, object]:
    """A wide bar of per cent; the words beside it speak."""
    tone = "danger" if share >= RECORDING_STOPS else "warning" if share >= NEARLY_FULL else "primary"
    return {"share": min(share, FULL), "tone": tone}


@register.inclusion_tag("console/parts/sort.html", takes_context=True)
def sortable(context: template.Context, key: str, label: str) -> dict[str, object]:
    """A heading that sorts a list by its column; `sort` in the context is what it is sorted by now."""
    request: HttpRequest = context["request"]
    now = str(context.get("sort", ""))
    query: QueryDict = request.GET.copy()
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    query.pop("after", None)
    direction = "descending" if now == f"-{key}" else "ascending" if now == key else ""
    return {"query": query.urlencode(), "label": label, "direction": direction}
