"""Makes Lemma's demo model from nothing: data, tokenizer, training and the GGUF file."""
