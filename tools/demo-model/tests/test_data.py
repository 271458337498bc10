"""The samples of a seed are part of the format: the published figures belong to them."""

import ast
import hashlib
import random
import unittest

from demo_model.data.arithmetic import arithmetic
from demo_model.data.chat import sample
from demo_model.data.equations import equation
from demo_model.data.explain import explain
from demo_model.data.expression import evaluate, random_expression, show
from demo_model.data.problem import Split, held_out
from demo_model.data.snippets import snippet
from demo_model.evalset import evaluation_set


class Data(unittest.TestCase):
    def test_a_seed_gives_the_published_samples(self) -> None:
        checksum, r = hashlib.sha256(), random.Random(1)
        for _ in range(500):
            for text, learned in sample(r):
                checksum.update(f"{int(learned)}{text}\0".encode())
        self.assertEqual(
            checksum.hexdigest(),
            "eb68696a7cb6b5cc03b1820c9e7eae3955540523239020bd4cd4bfb4bec39251",
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

    def test_training_and_evaluation_have_no_problem_in_common(self) -> None:
        r = random.Random(3)
        splits: list[tuple[Split, bool]] = [("train", False), ("test", True)]
        for split, expected in splits:
            for _ in range(300):
                self.assertEqual(held_out(arithmetic(r, split).expr or ""), expected)
                self.assertEqual(held_out(snippet(r, split).held_out_key), expected)

    def test_an_equation_has_its_solution_in_the_box(self) -> None:
        r = random.Random(4)
        for _ in range(500):
            p = equation(r, "train")
            self.assertIn(f"\\boxed{{{p.value}}}", p.answer)
            self.assertTrue(p.think.endswith(f"The answer is {p.value}."))

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
        self.assertEqual(len(set(skills)), 10)
        for item in items:
            if item["skill"] == "raw":
                self.assertTrue((item["prefix"] + item["gold"]).endswith(item["code"] + "\n"))


if __name__ == "__main__":
    unittest.main()
