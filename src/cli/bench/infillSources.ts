/** A function that holes are cut into. */
export interface InfillSource {
  readonly name: string;
  readonly languageId: string;
  readonly code: string;
}

/** Written for this benchmark: everyday functions whose missing lines follow from the rest. */
export const INFILL_SOURCES: readonly InfillSource[] = [
  {
    name: 'clamp',
    languageId: 'typescript',
    code: `/** Keeps a value within limits. */
export function clamp(value: number, least: number, most: number): number {
  if (value < least) {
    return least;
  }
  if (value > most) {
    return most;
  }
  return value;
}
`,
  },
  {
    name: 'groupBy',
    languageId: 'typescript',
    code: `/** The items by the key each is given, in the order of their first item. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}
`,
  },
  {
    name: 'debounce',
    languageId: 'javascript',
    code: `/** Calls a function once nobody asked for it for some milliseconds. */
export function debounce(call, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      call(...args);
    }, ms);
  };
}
`,
  },
  {
    name: 'is_prime',
    languageId: 'python',
    code: `def is_prime(n):
    """Tell whether n is a prime number."""
    if n < 2:
        return False
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 1
    return True
`,
  },
  {
    name: 'sum_even',
    languageId: 'python',
    code: `def sum_even(values):
    """Add up the even numbers of a list."""
    total = 0
    for value in values:
        if value % 2 == 0:
            total += value
    return total
`,
  },
  {
    name: 'Account',
    languageId: 'python',
    code: `class Account:
    """An account that is never overdrawn."""

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("the amount must be positive")
        self.balance += amount

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount
`,
  },
  {
    name: 'word_counts',
    languageId: 'python',
    code: `def word_counts(text):
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: item[1], reverse=True)
`,
  },
  {
    name: 'ReadLines',
    languageId: 'go',
    code: `// ReadLines returns the lines of a file that are not blank.
func ReadLines(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var lines []string
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		line := strings.TrimSpace(scanner.Text())
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines, scanner.Err()
}
`,
  },
  {
    name: 'Max',
    languageId: 'go',
    code: `// Max returns the largest of the values, and false when there are none.
func Max(values []int) (int, bool) {
	if len(values) == 0 {
		return 0, false
	}
	largest := values[0]
	for _, value := range values[1:] {
		if value > largest {
			largest = value
		}
	}
	return largest, true
}
`,
  },
  {
    name: 'Stack',
    languageId: 'rust',
    code: `/// A stack that grows as needed.
pub struct Stack<T> {
    items: Vec<T>,
}

impl<T> Stack<T> {
    pub fn new() -> Self {
        Stack { items: Vec::new() }
    }

    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    pub fn pop(&mut self) -> Option<T> {
        self.items.pop()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
`,
  },
  {
    name: 'binary_search',
    languageId: 'rust',
    code: `/// Where a value stands in a sorted slice.
fn binary_search(values: &[i32], wanted: i32) -> Option<usize> {
    let mut low = 0;
    let mut high = values.len();
    while low < high {
        let middle = low + (high - low) / 2;
        if values[middle] == wanted {
            return Some(middle);
        }
        if values[middle] < wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    None
}
`,
  },
  {
    name: 'isPalindrome',
    languageId: 'java',
    code: `/** Tells whether a text reads the same from both ends. */
static boolean isPalindrome(String text) {
    int left = 0;
    int right = text.length() - 1;
    while (left < right) {
        if (text.charAt(left) != text.charAt(right)) {
            return false;
        }
        left++;
        right--;
    }
    return true;
}
`,
  },
  {
    name: 'Point',
    languageId: 'java',
    code: `public final class Point {
    private final int x;
    private final int y;

    public Point(int x, int y) {
        this.x = x;
        this.y = y;
    }

    public int getX() {
        return x;
    }

    public int getY() {
        return y;
    }

    public Point plus(Point other) {
        return new Point(x + other.x, y + other.y);
    }
}
`,
  },
  {
    name: 'Average',
    languageId: 'csharp',
    code: `/// <summary>The mean of the values, or zero when there are none.</summary>
public static double Average(IReadOnlyList<double> values)
{
    if (values.Count == 0)
    {
        return 0;
    }
    double sum = 0;
    foreach (double value in values)
    {
        sum += value;
    }
    return sum / values.Count;
}
`,
  },
  {
    name: 'gcd',
    languageId: 'c',
    code: `/* The greatest common divisor of two numbers. */
int gcd(int a, int b) {
    while (b != 0) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}
`,
  },
];
