"""QR codes as pictures."""

from io import BytesIO

import segno
from django.http import HttpResponse


def qr_code(text: str) -> HttpResponse:
    """An SVG that a phone's camera reads on light and dark pages alike; never kept by a cache."""
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", scale=4, border=3, dark="#0b1f1c",
                                                  light="#ffffff", xmldecl=False, nl=False)
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
