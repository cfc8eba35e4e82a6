"""What a page's address asks for: a page number, words to search, an order; nonsense is read as the default."""

from django.http import HttpRequest

LAST_PAGE = 100_000
LONGEST_SEARCH = 100
LONGEST_CURSOR = 200


def page_number(request: HttpRequest) -> int:
    """Which page of a list, from 1."""
    text = request.GET.get("page", "1")
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def search_text(request: HttpRequest) -> str:
    """What to look for."""
    return request.GET.get("search", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def order(request: HttpRequest, *allowed: str) -> str:
    """By which column, `-` before it turns it round; the first one allowed if nothing else."""
    wanted = request.GET.get("sort", "")
    return wanted if wanted.removeprefix("-") in allowed else allowed[0]


def cursor(request: HttpRequest) -> str:
    """Where in a long list a page begins, as the list itself gave it out."""
    return request.GET.get("after", "")[:LONGEST_CURSOR]
