"""What kind of article a title announces; periods and discourse read it."""

from __future__ import annotations

import re

_ANNUAL = re.compile(r"政府工作(?:的)?报告|(?:统计|发展)公报|计划执行情况|预算执行情况")


def is_annual(title: str) -> bool:
    """Whether a simplified title is that of a government's yearly report or statistical communiqué."""
    return _ANNUAL.search(title) is not None
