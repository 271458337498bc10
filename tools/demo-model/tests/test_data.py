"""The samples of a seed are part of the format: the published figures belong to them."""

import ast
import hashlib
import random
import re
import unittest
from collections.abc import Callable

from demo_model.data.arithmetic import arithmetic
from demo_model.data.chat import MIXES, chat_turns, sample
from demo_model.data.cut_thought import cut_thought
from demo_model.data.equations import Spelling, equation
from demo_model.data.explain import explain
from demo_model.data.expression import evaluate, random_expression, show
from demo_model.data.problem import Split, held_out
from demo_model.data.scratchpad import compare_signed
from demo_model.data.snippets import snippet
from demo_model.data.word_problems import word_problem
from demo_model.evalset import evaluation_set


class Data(unittest.TestCase):
    def test_a_seed_gives_the_published_samples(self) -> None:
        checksum, r = hashlib.sha256(), random.Random(1)
        for _ in range(500):
            for text, learned in sample(r):
                checksum.update(f"{int(learned)}{text}\0".encode())
        self.assertEqual(
            checksum.hexdigest(),
            "cf14fa829799ca9c7c7515892ba7daf84f85088461bec333b885cc8afabe9e49",
        )

    def test_the_trace_comes_to_the_value_that_python_computes(self) -> None:
        r = random.Random(2)
        for operands in (2, 3, 4):
            for _ in range(500):
                tokens = random_expression(r, operands)
                lines, steps, value = evaluate(tokens, check=True)
                self.assertEqual(value, eval(show(tokens)))
                self.assertEqual(len(steps), operands - 1)
                for line in lines:
                    if line.startswith("So ") and " = " in line and line.endswith("."):
                        left, right = line[3:-1].split(" = ", 1)
                        self.assertEqual(eval(left), int(right.split(",")[0]))

    def test_a_mix_may_ask_for_more_operands_and_shorter_numbers(self) -> None:
        def problems(mix: str) -> list[str]:
            r = random.Random(14)
            texts = ("".join(text for text, _ in sample(r, MIXES[mix])) for _ in range(1500))
            return [p for text in texts for p in re.findall(r"I need to work out (.+)\.\n", text)]

        def share(mix: str, holds: Callable[[list[str]], bool]) -> float:
            numbers = [re.findall(r"\d+", problem) for problem in problems(mix)]
            return sum(map(holds, numbers)) / len(numbers)

        three = {mix: share(mix, lambda numbers: len(numbers) == 3) for mix in MIXES}
        self.assertGreater(three["operands"], 1.4 * three["sums"])
        short = {mix: share(mix, lambda numbers: max(map(len, numbers)) == 1) for mix in MIXES}
        self.assertGreater(short["digits"], 3 * short["operands"])

    def test_training_and_evaluation_have_no_problem_in_common(self) -> None:
        r = random.Random(3)
        splits: list[tuple[Split, bool]] = [("train", False), ("test", True)]
        for split, expected in splits:
            for _ in range(300):
                self.assertEqual(held_out(arithmetic(r, split).expr or ""), expected)
                self.assertEqual(held_out(arithmetic(r, split, 3, 1.0).expr or ""), expected)
                self.assertEqual(held_out(snippet(r, split).held_out_key), expected)

    def test_an_equation_has_its_solution_in_the_box(self) -> None:
        r = random.Random(4)
        for _ in range(500):
            p = equation(r, "train")
            self.assertIn(f"\\boxed{{{p.value}}}", p.answer)
            self.assertTrue(p.think.endswith(f"The answer is {p.value}."))

    def test_a_planted_mistake_is_found_and_put_right(self) -> None:
        r = random.Random(7)
        for _ in range(500):
            p = equation(r, "train", mistakes=1)
            segments = p.reply_segments()
            self.assertEqual("".join(text for text, _ in segments), p.reply())
            self.assertEqual([text for text, learned in segments if not learned], [
                line + "\n" for line in p.mistakes
            ])
            self.assertEqual(len(p.mistakes), p.think.count("It does not match"))
            self.assertTrue(p.think.endswith(f"good.\nThe answer is {p.value}."))

    def test_evaluation_plants_a_mistake_only_where_it_asks_for_one(self) -> None:
        r = random.Random(8)
        self.assertEqual([m for _ in range(300) for m in equation(r, "test").mistakes], [])

    def test_a_comparison_of_numbers_decides_as_python_does(self) -> None:
        r = random.Random(9)
        for _ in range(500):
            a, b = r.randint(-120, 120), r.choice([r.randint(-120, 120), 7, -7])
            self.assertEqual(compare_signed(a, b).endswith(", equal."), a == b)
            self.assertTrue(compare_signed(a, a).endswith(", equal."))

    def test_a_word_problem_has_its_result_in_the_box(self) -> None:
        r = random.Random(10)
        for _ in range(500):
            p = word_problem(r, "train")
            self.assertEqual(p.value, eval(p.expr or ""))
            self.assertIn(f"\\boxed{{{p.value}}}", p.answer)
            self.assertGreaterEqual(p.value or 0, 0)

    def test_a_thought_is_cut_behind_its_result(self) -> None:
        r = random.Random(13)
        for make in (arithmetic, equation, word_problem):
            for _ in range(200):
                p = make(r, "train")
                start = cut_thought(r, p)
                if p.mistakes:
                    self.assertIsNone(start)
                    continue
                assert start is not None
                self.assertIn(f"= {p.value}.\n", start)
                self.assertTrue(start.endswith("\n</think>\n\n"))
                self.assertTrue(p.think.startswith(start[8:-11]))

    def test_equations_can_be_mostly_without_spaces_and_constant(self) -> None:
        r = random.Random(14)
        spelling = Spelling(unspaced=1, without_constant=1)
        for _ in range(200):
            p = equation(r, "train", spelling=spelling)
            self.assertNotRegex(p.prompt, r"\d [=+*-] | [+*-] \d| = -?\d")
            self.assertRegex(p.expr or "", r"^-?\d*[a-z] = -?\d+$")

    def test_a_chat_ends_as_it_is_asked_to(self) -> None:
        r = random.Random(11)
        for turns in range(2, 7):
            for _ in range(50):
                self.assertEqual(chat_turns(r, turns, "test", "follow-up")[-1].kind, "follow-up")
                self.assertEqual(chat_turns(r, turns, "test", "greeting")[-1].kind, "greeting")
                self.assertEqual(len(chat_turns(r, turns, "train")), turns)

    def test_a_follow_up_works_with_the_result_before_it(self) -> None:
        r = random.Random(12)
        for _ in range(200):
            *past, last = chat_turns(r, 4, "train", "follow-up")
            before = [p.value for p in past if p.kind != "greeting"][-1]
            self.assertTrue((last.expr or "").startswith(f"{before} "))

    def test_python_functions_parse(self) -> None:
        r = random.Random(5)
        for _ in range(500):
            s = snippet(r, "train", language="py")
            function = ast.parse(s.code).body[0]
            assert isinstance(function, ast.FunctionDef)
            self.assertEqual(function.name, s.name)
            self.assertEqual([a.arg for a in function.args.args], s.params)

    def test_an_explanation_names_the_function_and_its_parameters(self) -> None:
        r = random.Random(6)
        for _ in range(300):
            p = explain(r, "train")
            for name in (p.name, *p.params):
                self.assertIn(f"`{name}`", p.answer)

    def test_the_evaluation_set_has_every_skill(self) -> None:
        items = evaluation_set(15)
        skills = [item["skill"] for item in items]
        self.assertEqual(skills.count("arithmetic-2"), 15)
        self.assertEqual(skills.count("write"), 5)
        self.assertEqual(skills.count("arithmetic-2-system"), 3)
        self.assertEqual(skills.count("chat-6"), 5)
        self.assertEqual(len(set(skills)), 19)
        for item in items:
            if item["skill"] == "raw":
                self.assertTrue((item["prefix"] + item["gold"]).endswith(item["code"] + "\n"))


if __name__ == "__main__":
    unittest.main()
