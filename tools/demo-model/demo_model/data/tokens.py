"""The control tokens of DeepSeek-R1-Distill, written literally in the text of a sample."""

BOS = "<｜begin▁of▁sentence｜>"
EOS = "<｜end▁of▁sentence｜>"
USER = "<｜User｜>"
ASSISTANT = "<｜Assistant｜>"
THINK_OPEN = "<think>"
THINK_CLOSE = "</think>"

CONTROL_TOKENS = (BOS, EOS, USER, ASSISTANT)
SPECIAL_TOKENS = (*CONTROL_TOKENS, THINK_OPEN, THINK_CLOSE)
