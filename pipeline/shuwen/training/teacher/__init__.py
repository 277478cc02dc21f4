"""A pretrained encoder that learns from gold to point: from a figure to its indicator, its subject and its period.

Only for training: it labels official and free text, from which the small model that is shipped learns
(`shuwen.training.names`). Needs the extra `train`.
"""
