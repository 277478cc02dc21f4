"""Quantities, entities and periods -> records."""

from shuwen.stages.link.assemble import link

__all__ = ["link"]
