"""The tokenizer; needs the package `regex`."""

import random
import unittest

from demo_model.bpe import learn_merges
from demo_model.data.chat import sample
from demo_model.data.equations import equation
from demo_model.data.tokens import SPECIAL_TOKENS
from demo_model.tokenizer import Tokenizer, read_merges


class Tokens(unittest.TestCase):
    def setUp(self) -> None:
        self.tokenizer = Tokenizer(read_merges())

    def test_every_text_comes_back(self) -> None:
        r = random.Random(1)
        texts = [text for _ in range(200) for text, _learned in sample(r)]
        for text in [*texts, "", " \t\r\n", "naïve ☃ 𝛼 日本語", "<think>a</think>"]:
            self.assertEqual(self.tokenizer.decode(self.tokenizer.encode(text)), text)

    def test_the_parts_of_a_sample_have_the_tokens_of_the_whole(self) -> None:
        r = random.Random(2)
        for _ in range(300):
            parts = [text for text, _learned in equation(r, "train", mistakes=1).reply_segments()]
            apart = [token for part in parts for token in self.tokenizer.encode(part)]
            self.assertEqual(apart, self.tokenizer.encode("".join(parts)))

    def test_control_tokens_come_last_and_are_single(self) -> None:
        ids = [self.tokenizer.encode(token) for token in SPECIAL_TOKENS]
        self.assertEqual(ids, [[1274 + i] for i in range(6)])

    def test_a_digit_is_one_token(self) -> None:
        self.assertEqual(len(self.tokenizer.encode("1234567890")), 10)

    def test_an_identifier_has_the_same_tokens_everywhere(self) -> None:
        alone = self.tokenizer.encode("addNumbers")
        for before in ("(", "`", " "):
            self.assertEqual(self.tokenizer.encode(before + "addNumbers")[1:], alone)

    def test_merges_come_in_the_order_of_their_frequency(self) -> None:
        words = {tuple("abc"): 5, tuple("bc"): 2, tuple("xy"): 1}
        self.assertEqual(learn_merges(words, 10), [("b", "c"), ("a", "bc")])


if __name__ == "__main__":
    unittest.main()
