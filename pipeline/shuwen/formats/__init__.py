"""Articles in, records out: what a run reads and the files that it writes."""

from shuwen.formats.encoding import decode
from shuwen.formats.readers import Failure, Item, Reader, advice, printable, read_text
from shuwen.formats.writers import Writers

__all__ = ["Failure", "Item", "Reader", "Writers", "advice", "decode", "printable", "read_text"]
