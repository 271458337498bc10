"""Tests of writing a GGUF and reading it again."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import torch

from demo_model.average import average
from demo_model.checkpoint import Checkpoint, save_checkpoint
from demo_model.export import export, import_gguf, load
from demo_model.model import Config, Llama

COMMITTED = Path(__file__).parents[3] / "media/demo-model/tiny-reasoner.gguf"


class ExportTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def _written(self, checkpoint: Checkpoint, kind: str) -> Path:
        saved, written = self.folder / "checkpoint.pt", self.folder / f"{kind}.gguf"
        save_checkpoint(saved, checkpoint)
        export(saved, written, kind)
        return written

    def test_an_unquantised_file_has_the_same_weights(self) -> None:
        model = Llama(Config(layers=2))
        checkpoint = Checkpoint(model.c, model.state_dict())
        again = import_gguf(self._written(checkpoint, "f32"))
        self.assertEqual(again.config, model.c)
        self.assertEqual(again.model.keys(), checkpoint.model.keys())
        for name, weights in checkpoint.model.items():
            self.assertTrue(torch.equal(again.model[name], weights), name)

    def test_the_committed_file_is_written_byte_for_byte_again(self) -> None:
        written = self._written(import_gguf(COMMITTED), "q8_0")
        self.assertEqual(written.read_bytes(), COMMITTED.read_bytes())

    def test_the_mean_of_two_models_lies_between_them(self) -> None:
        model = Llama(Config(layers=1))
        twice = {name: 2 * weights for name, weights in model.state_dict().items()}
        first = self._written(Checkpoint(model.c, model.state_dict()), "f32")
        second, out = self.folder / "second.pt", self.folder / "out.pt"
        save_checkpoint(second, Checkpoint(model.c, twice))
        average(first, second, out)
        for name, weights in model.state_dict().items():
            self.assertTrue(torch.allclose(load(out).model[name], 1.5 * weights), name)

    def test_models_of_different_shapes_have_no_mean(self) -> None:
        paths = []
        for layers in (1, 2):
            model = Llama(Config(layers=layers))
            paths.append(self.folder / f"{layers}.pt")
            save_checkpoint(paths[-1], Checkpoint(model.c, model.state_dict()))
        with self.assertRaises(ValueError):
            average(*paths, self.folder / "out.pt")


if __name__ == "__main__":
    unittest.main()
