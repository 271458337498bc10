def sum_to_n(n):
    total = 0
    for i in range(1, n + 1):
        total += i
    return total


def factorial(n):
    result = 1
    for i in range(1, n + 1):
        result *= i
    return result


def multiply_and_add(a, b, c):
    return a * b + c


def double_all(values):
    return [x * 2 for x in values]
