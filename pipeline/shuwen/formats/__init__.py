"""Articles in, records out: what a run reads and the files that it writes."""

from shuwen.formats.encoding import decode
from shuwen.formats.export import export
from shuwen.formats.items import Failure, Item, printable
from shuwen.formats.readers import Reader
from shuwen.formats.sources import read_text
from shuwen.formats.writers import Writers

__all__ = ["Failure", "Item", "Reader", "Writers", "decode", "export", "printable", "read_text"]
