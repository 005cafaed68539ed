"""Small workbooks, written as their formats say, so that no other library is needed to make them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

Rows = Sequence[Sequence[str | float | None]]

_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
%s</Relationships>"""
_RELATION = """<Relationship Id="r%d" Target="%s"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"/>"""
_WORKBOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
%s<sheet name="Points" sheetId="1" r:id="r1"/></sheets></workbook>"""
_SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>%s</sheetData></worksheet>"""
_ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Points">%s</table:table></office:spreadsheet></office:body></office:document-content>"""
_MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def write_xlsx(path: Path, rows: Rows, notes: str = "") -> None:
    """Write a workbook; with `notes`, "visible" or "hidden", behind a sheet that holds one text."""
    cells = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)
    sheets = _RELATION % (1, "worksheets/sheet1.xml", "worksheet")
    sheets += _RELATION % (2, "worksheets/sheet2.xml", "worksheet") if notes else ""
    before = f'<sheet name="Notes" sheetId="2" state="{notes}" r:id="r2"/>' if notes else ""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS % (_RELATION % (1, "xl/workbook.xml", "officeDocument")))
        archive.writestr("xl/workbook.xml", _WORKBOOK % before)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS % sheets)
        archive.writestr("xl/worksheets/sheet1.xml", _SHEET % cells)
        if notes:
            archive.writestr("xl/worksheets/sheet2.xml", _SHEET % f"<row>{_xlsx_cell('Read me')}</row>")


def write_ods(path: Path, rows: Rows) -> None:
    cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _ODS % cells)


def _xlsx_cell(value: str | float | None) -> str:
    if value is None:
        return "<c/>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value}</v></c>"


def _ods_cell(value: str | float | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
