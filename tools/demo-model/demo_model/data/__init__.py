"""Synthetic training data, one module per skill.

Every sample is a pure function of a `random.Random`: the order of the draws is part of the
format, because the published figures belong to the samples that a seed gives.
"""
