export function sumValues(values: number[]): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}

export function averageScores(scores: number[]): number {
  let total = 0;
  for (const item of scores) {
    total += item;
  }
  return total / scores.length;
}

export function countAbove(values: number[], limit: number): number {
  let count = 0;
  for (const value of values) {
    if (value > limit) {
      count += 1;
    }
  }
  return count;
}

function maxScore(a: number, b: number): number {
  if (a > b) {
    return a;
  }
  return b;
}

function isEven(n: number): boolean {
  return n % 2 === 0;
}
