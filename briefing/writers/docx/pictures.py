"""A picture for Word: its part, its size, and its alternative text."""

from __future__ import annotations

import io
from pathlib import Path

from markupsafe import Markup
from PIL import Image

from briefing.figures.drawing import Drawing
from briefing.model import Noun
from briefing.writers.docx.package import OFFICE, Part, Relation
from briefing.writers.docx.prose import NOTHING, plain

EMU = 36_000
"""English Metric Units of a millimetre."""

_DRAWN = 300  # dots an inch of a vector's likeness
_COLOURS = 64  # of a figure's dots
_POINTS = 72 / 25.4  # a millimetre
_KINDS = {"PNG": ("png", "image/png"), "JPEG": ("jpeg", "image/jpeg")}


class Picture(Noun):
    """A picture's parts, the relations by which the document finds them, and the words of a run that shows it."""

    parts: tuple[Part, ...]
    relations: tuple[Relation, ...]
    run: str


def picture(content: bytes, project: Path, told: str, most: tuple[float, float], number: int = 1) -> Picture:
    """A sound PNG, JPEG or SVG, at most so many millimetres wide and high; `told` says it to who does not see it.

    A vector is kept as one for who can draw it, beside a likeness in dots for who cannot.
    """
    vector = content.lstrip()[:1] == b"<"
    dots = _likeness(content, project, most) if vector else content
    with Image.open(io.BytesIO(dots)) as image:
        suffix, kind = _KINDS[image.format or "PNG"]
        width, height = image.size
    scale = min(most[0] / width, most[1] / height)
    size = (width * scale, height * scale)
    named = f"rIdPicture{number}"
    parts = [Part(name=f"word/media/picture{number}.{suffix}", kind=kind, content=dots)]
    relations = [Relation(id=named, kind="image", target=f"media/picture{number}.{suffix}")]
    further = NOTHING
    if vector:
        parts.append(Part(name=f"word/media/picture{number}.svg", kind="image/svg+xml", content=content))
        relations.append(Relation(id=f"{named}v", kind="image", target=f"media/picture{number}.svg"))
        further = _VECTOR.format(f"{named}v")
    return Picture(parts=tuple(parts), relations=tuple(relations), run=_run(size, number, told, named, further))


def figure(markup: str, project: Path, drawing: Drawing, room: float, number: int) -> Picture:
    """A figure of our own as large as on a page, at most `room` millimetres wide; `markup` is its SVG after its faces.

    In dots alone: another program would set a vector's labels in other faces, and they would meet.
    Raises BackendError where Pango is missing.
    """
    import pypdfium2

    from briefing.writers.pdf import draw

    width, height = drawing.width / _POINTS, drawing.height / _POINTS
    sheet = f"@page {{ size: {width}mm {height}mm; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    page = pypdfium2.PdfDocument(draw(f"<style>{sheet}</style>{markup}", project))[0]
    made = io.BytesIO()
    page.render(scale=_DRAWN / 72).to_pil().quantize(_COLOURS).save(made, "PNG", optimize=True)
    named, told = f"rIdPicture{number}", f"{drawing.title}. {drawing.description}"
    scale = min(1.0, room / width)
    return Picture(
        parts=(Part(name=f"word/media/picture{number}.png", kind="image/png", content=made.getvalue()),),
        relations=(Relation(id=named, kind="image", target=f"media/picture{number}.png"),),
        run=_run((width * scale, height * scale), number, told, named),
    )


def _run(size: tuple[float, float], number: int, told: str, named: str, further: Markup = NOTHING) -> str:
    """A run that shows a picture so many millimetres wide and high."""
    return _RUN.format(
        drawing=_DRAWING,
        office=OFFICE,
        width=round(size[0] * EMU),
        height=round(size[1] * EMU),
        number=number,
        told=plain(told),
        named=named,
        further=further,
    )


def _likeness(content: bytes, project: Path, most: tuple[float, float]) -> bytes:
    """A vector drawn in dots by the engine that draws the pages."""
    import base64

    import pypdfium2

    from briefing.writers.pdf import draw

    address = f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"
    page = draw(
        f"<style>@page {{ size: {most[0]}mm {most[1]}mm; margin: 0 }} img {{ display: block; max-width: 100%;"
        f" max-height: {most[1]}mm }}</style><img src='{address}' alt=''>",
        project,
    )
    image = pypdfium2.PdfDocument(page)[0].render(scale=_DRAWN / 72, fill_color=(255, 255, 255, 0)).to_pil()
    made = io.BytesIO()
    image.crop(image.getbbox()).save(made, "PNG", optimize=True)
    return made.getvalue()


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_VECTOR = Markup(
    '<a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip'
    ' xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{}"/></a:ext></a:extLst>'
)
_RUN = Markup(
    '<w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="Picture {number}" descr="{told}"/>'
    '<a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture">'
    '<pic:pic xmlns:pic="{drawing}/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/>'
    '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{office}" r:embed="{named}">{further}</a:blip>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
