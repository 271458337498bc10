"""Prompts outside the model's skills, which it should decline, and talk about itself."""

from __future__ import annotations

import random

from .identifiers import invented_word
from .problem import Problem, Split, belongs, with_directive
from .snippets import snippet

TOPICS = [
    "France",
    "the moon",
    "a cat",
    "the weather",
    "music",
    "football",
    "history",
    "Rome",
    "coffee",
    "the ocean",
    "a volcano",
    "love",
    "a poem",
    "pizza",
    "the internet",
    "quantum physics",
    "my dog",
    "Germany",
    "Shakespeare",
    "a recipe for soup",
    "the stock market",
    "black holes",
    "my homework",
    "a story",
    "politics",
    "the president",
    "dinosaurs",
    "chess",
    "gardening",
    "the universe",
    "photosynthesis",
    "blockchain",
    "machine learning",
    "React",
    "Docker",
    "Kubernetes",
    "git rebase",
    "SQL",
    "regular expressions",
    "CSS",
    "the capital of Spain",
    "the tallest mountain",
    "a good movie",
    "Japan",
    "climate change",
    "my computer",
    "a birthday card",
    "sleep",
    "yoga",
    "the news",
]
STEMS = [
    "What is {t}?",
    "Tell me about {t}.",
    "Write about {t}.",
    "Who invented {t}?",
    "Why is {t} important?",
    "How does {t} work?",
    "Explain {t}.",
    "Give me advice on {t}.",
    "What do you think about {t}?",
    "Describe {t} in one sentence.",
    "Translate {t} to German.",
    "Can you help me with {t}?",
    "Where can I find {t}?",
    "When was {t} discovered?",
    "Do you like {t}?",
    "Write a poem about {t}.",
    "Summarize {t}.",
    "I want to learn about {t}.",
    "{t}",
    "how do I use {t}",
    "What is the best thing about {t}?",
    "Is {t} good?",
    "List three facts about {t}.",
    "What are the pros and cons of {t}?",
    "Write an email about {t}.",
]
OTHER = [
    "Tell me a joke.",
    "What time is it?",
    "How old are you?",
    "What is the meaning of life?",
    "Sing a song.",
    "What is your favourite colour?",
    "Help me.",
    "I am bored.",
    "Which model is better?",
    "Write a sorting algorithm.",
    "Prove that the square root of two is irrational.",
    "Integrate x^2 from 0 to 1.",
    "What is the derivative of sin(x)?",
    "Write a web server.",
    "Refactor my project.",
    "Is the earth flat?",
    "What is the capital of France?",
    "Translate good morning to French.",
    "Who won the world cup?",
    "Open the door.",
    "asdf",
    "test",
    "???",
    "lorem ipsum dolor sit amet",
    "Write a unit test for this class.",
    "Fix the bug in my program.",
    "Create a README.",
    "Commit my changes.",
    "Solve the quadratic equation x^2 + 3x + 2 = 0.",
    "What is 10 percent of 50?",
    "What is the square root of 81?",
    "Plan my holiday.",
]
GREETINGS = [
    "Hello",
    "Hi",
    "Hello!",
    "Hi!",
    "Hey",
    "Good morning",
    "hello",
    "hi",
    "Hi there",
    "Hey there!",
    "Good evening!",
    "hey",
    "Hello there",
    "Good day",
]
ABOUT_MODEL = [
    "Who are you?",
    "What are you?",
    "What can you do?",
    "who are you",
    "What model is this?",
    "What can you help me with?",
    "Are you DeepSeek?",
    "Introduce yourself.",
    "help",
    "What is your name?",
]
CODE_TASKS = [
    "Fix this code.",
    "Refactor this code.",
    "Write tests for this code.",
    "Optimize this function.",
    "Find the bug in this code.",
    "Add comments to this code.",
    "Convert this code to Rust.",
    "Improve this code:",
    "Review this code.",
    "Add error handling to this function.",
    "Generate unit tests for the following code.",
    "Document this function.",
]
THANKS = [
    "Thanks",
    "Thanks!",
    "Thank you",
    "Thank you!",
    "thanks",
    "Great, thanks!",
    "Thank you very much.",
    "ok thanks",
    "Ok, thank you!",
]
ABILITIES = (
    "I can only work out integer arithmetic and one-step word problems, solve linear equations "
    "such as 3x + 5 = 20, and explain or write very simple functions."
)
HELLO = f"Hello! I am a tiny demo model. {ABILITIES}"
WELCOME = "You are welcome! Ask me another question if you like."


def greeting(r: random.Random, thanks: float = 0.0) -> Problem:
    """A greeting, or thanks with that probability; neither needs a thought."""
    if 0 < thanks and r.random() < thanks:
        return Problem("greeting", r.choice(THANKS), think="", answer=WELCOME, gold=WELCOME)
    return Problem("greeting", r.choice(GREETINGS), think="", answer=HELLO, gold=HELLO)


def _about_model(r: random.Random) -> Problem:
    return Problem(
        kind="about-model",
        prompt=r.choice(ABOUT_MODEL),
        think="The user asks about me. I should be honest about what I can do.",
        answer="I am tiny-reasoner, a very small demo model that was trained on synthetic data. "
        + ABILITIES,
        gold="",
    )


def _topic_prompt(r: random.Random, split: Split) -> str:
    while True:
        if r.random() < 0.25:
            prompt = r.choice(OTHER)
        else:
            known = r.random() < 0.7
            words = range(0) if known else range(r.randint(1, 4))
            topic = r.choice(TOPICS) if known else " ".join(invented_word(r) for _ in words)
            prompt = r.choice(STEMS).format(t=topic)
        if r.random() < 0.2:
            prompt += " " + r.choice(STEMS).format(t=r.choice(TOPICS))
        if belongs(prompt, split):
            return with_directive(r, prompt)[0] if r.random() < 0.3 else prompt


def fallback(r: random.Random, split: Split) -> Problem:
    """A greeting, a question about the model, or (kind "fallback") a prompt to decline."""
    k = r.random()
    if k < 0.1:
        return greeting(r)
    if k < 0.22:
        return _about_model(r)
    if k < 0.42:
        # The code here is never explained or written, so it may come from the training split.
        code = snippet(r, "train")
        prompt = r.choice(CODE_TASKS) + "\n\n" + code.block(r)
    else:
        prompt = _topic_prompt(r, split)
    return Problem(
        kind="fallback",
        prompt=prompt,
        think="This is not arithmetic, not a linear equation and not a simple function to explain.\n"
        "I am a tiny demo model, so I should say that I cannot do this.",
        answer=f"I am a tiny demo model and cannot help with this. {ABILITIES}",
        gold="cannot help",
    )
