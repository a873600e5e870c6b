"""Cells of tables are text, unless they are markup of our own."""

from __future__ import annotations

from django.utils.html import format_html

from assessments.templatetags.cells import plain_header, plain_rows


def test_text_is_escaped_and_markup_stays() -> None:
    link = format_html('<a href="/">{}</a>', "5 & 6")
    assert plain_rows([("<b>A</b>", "1 < 2", link)]) == (
        '<tr><th scope="row">&lt;b&gt;A&lt;/b&gt;</th><td>1 &lt; 2</td>'
        '<td><a href="/">5 &amp; 6</a></td></tr>'
    )
    assert plain_rows([]) == ""
    assert plain_header(["A & B", ""]) == (
        '<tr><th scope="col">A &amp; B</th><th scope="col"></th></tr>'
    )
