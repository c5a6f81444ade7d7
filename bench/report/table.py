"""Markdown."""


NOTHING = "–"


def markdown(columns, rows):
    """`columns`: headings, a trailing `:` for figures. `rows`: texts; a column of `NOTHING` alone
    is left out."""
    told = [any(row[index] != NOTHING for row in rows) for index in range(len(columns))]
    heads = [column.rstrip(":") for column in columns]
    rules = ["---:" if column.endswith(":") else "---" for column in columns]
    lines = [
        [text for text, is_told in zip(line, told) if is_told] for line in [heads, rules, *rows]
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def figure(number):
    """Three digits that count, thousands apart."""
    if number >= 100 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"
