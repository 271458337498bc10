"""Generated Python is compared by what it does, and never reaches anything else."""

import unittest

from demo_model.behaviour import behaviour, compare


class Behaviour(unittest.TestCase):
    def test_tells_functions_apart(self) -> None:
        double = "def f(x):\n    return x * 2"
        added = "def f(x):\n    return x + x"
        tripled = "def f(x):\n    return x * 3"
        pairs = [(added, double, "f"), (tripled, double, "f"), ("def f(", double, "f")]
        same = [result["same"] for result in compare(pairs)]
        self.assertEqual(same, [True, False, False])
        numbers = "def f(a):\n    return a - 1", "def f(a):\n    return -1 + a", "f"
        self.assertEqual(compare([numbers]), [{"valid": True, "same": True}])

    def test_refuses_other_syntax(self) -> None:
        for body in (
            "return x.__class__",
            "return open('x')",
            "return (lambda: x)()",
            "return f'{x}'",
            "return x[0]",
            "return 9 ** 9",
            "while True:\n        x = 1",
            "import os",
        ):
            self.assertIsNone(behaviour(f"def f(x):\n    {body}", "f"), body)
        self.assertIsNone(behaviour("import os\ndef f(x):\n    return x", "f"))

    def test_a_call_ends(self) -> None:
        loops = "def f(x):\n    t = 1\n"
        for depth in range(1, 5):
            loops += "    " * depth + f"for i{depth} in range(1000):\n"
        outcomes = behaviour(loops + "    " * 5 + "t = t + 1\n    return t", "f")
        self.assertIn("TimeoutError", outcomes or [])


if __name__ == "__main__":
    unittest.main()
