"""Quantities, entities and periods -> records."""

from shuwen.stages.link.rules.assemble import link

__all__ = ["link"]
