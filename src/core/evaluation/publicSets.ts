/** A set of problems that others published. Its file is the user's to get. */
export interface PublicSet {
  /** What `--suite` calls it. */
  readonly name: string;
  readonly title: string;
  /** Problems in the whole set. */
  readonly problems: number;
  /** Where the file is to be had. */
  readonly url: string;
  /** Names of its file without the ending, or of the folder that holds its `test.jsonl`; the first is the one to recommend. */
  readonly names: readonly [string, ...string[]];
}

const MATH_500: PublicSet = {
  name: 'math500',
  title: 'MATH-500',
  problems: 500,
  url: 'https://huggingface.co/datasets/HuggingFaceH4/MATH-500/resolve/main/test.jsonl',
  names: ['math500', 'MATH-500'],
};

/** The hub has it as Parquet only; what its dataset viewer answers is JSON. */
const AIME_2024: PublicSet = {
  name: 'aime24',
  title: 'AIME 2024',
  problems: 30,
  url: 'https://datasets-server.huggingface.co/rows?dataset=HuggingFaceH4%2Faime_2024&config=default&split=train&offset=0&length=100',
  names: ['aime24', 'aime_2024', 'AIME_2024', 'aime_2024_problems'],
};

const GSM8K: PublicSet = {
  name: 'gsm8k',
  title: 'GSM8K',
  problems: 1319,
  url: 'https://raw.githubusercontent.com/openai/grade-school-math/master/grade_school_math/data/test.jsonl',
  names: ['gsm8k', 'GSM8K', 'grade-school-math/grade_school_math/data'],
};

const SETS: readonly PublicSet[] = [MATH_500, AIME_2024, GSM8K];

/** The set of a name; undefined for any other. */
export function publicSet(name: string): PublicSet | undefined {
  return SETS.find((set) => set.name === name);
}

/** Where in a folder the file of a set may be, relative to it and with `/`, the recommended name first. */
export function publicSetFiles({ names }: PublicSet): readonly string[] {
  return names.flatMap((name) => [`${name}.jsonl`, `${name}.json`, `${name}/test.jsonl`]);
}
