"""Quantities, entities and periods -> records: propose, weigh, choose, field by field."""

from shuwen.stages.link.assemble import link

__all__ = ["link"]
