"""Curves as SVG, light and dark as the reader's page is."""

import math

PANEL_WIDTH, PANEL_HEIGHT = 400, 260
LEFT, TOP, GAP = 52, 44, 62
# As light and as dark.
COLORS = (("#22705a", "#5fd0ab"), ("#3566b0", "#7fb0ff"), ("#b3261e", "#ff8a80"), ("#a06a00", "#f0b95a"), ("#7a4ba0", "#c9a0f0"), ("#555555", "#bbbbbb"))


def draw(title, programs, panels):
    """`panels` are rows of (name, {program: [(bytes per 1000 pixels, measure)]})."""
    parts = []
    for row, line in enumerate(panels):
        for column, (name, curves) in enumerate(line):
            x, y = LEFT + column * (PANEL_WIDTH + GAP), TOP + row * (PANEL_HEIGHT + GAP)
            parts.append(f'<g transform="translate({x} {y})">\n{panel(name, programs, curves)}</g>\n')
    width = LEFT + len(panels[0]) * (PANEL_WIDTH + GAP) - GAP + 16
    height = TOP + len(panels) * (PANEL_HEIGHT + GAP) - 16
    font = 'font-family="system-ui, sans-serif" font-size="11"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {font}>\n'
        f"<title>{title}</title>\n<style>\n{style()}</style>\n"
        f'<rect class="paper" width="{width}" height="{height}" rx="10"/>\n{legend(programs)}{"".join(parts)}</svg>\n'
    )


def style():
    def rules(paper, ink, grid, place):
        lines = [f".paper {{ fill: {paper} }}", f"text {{ fill: {ink} }}", f".grid {{ stroke: {grid}; fill: none }}"]
        for number, pair in enumerate(COLORS):
            lines.append(f".c{number} {{ stroke: {pair[place]}; stroke-width: 1.5; fill: none }}")
        return "\n".join(lines) + "\n"

    light, dark = rules("#fbfbfa", "#222", "#ddd", 0), rules("#16191c", "#ddd", "#3a3f44", 1)
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def legend(programs):
    parts = []
    for number, name in enumerate(programs):
        x = LEFT + number * 140
        parts.append(f'<path class="c{number}" d="M{x} 16h22"/><text x="{x + 28}" y="20">{name}</text>\n')
    return "".join(parts)


def panel(name, programs, curves):
    points = [point for curve in curves.values() for point in curve]
    low_x, high_x = (f(size for size, _ in points) for f in (min, max))
    low_y, high_y = (f(measure for _, measure in points) for f in (min, max))
    low_y, high_y = math.floor(low_y / 5) * 5, math.ceil(high_y / 5) * 5
    # Bytes on a scale of proportions.
    x = lambda size: PANEL_WIDTH * math.log(size / low_x) / math.log(high_x / low_x)  # noqa: E731
    y = lambda measure: PANEL_HEIGHT * (high_y - measure) / (high_y - low_y)  # noqa: E731
    parts = [f'<text x="0" y="-8">{name}</text>\n']
    step = 10 if high_y - low_y > 30 else 5
    for measure in range(math.ceil(low_y / step) * step, high_y + 1, step):
        parts.append(f'<path class="grid" d="M0 {y(measure):.1f}H{PANEL_WIDTH}"/>')
        parts.append(f'<text x="-8" y="{y(measure) + 4:.1f}" text-anchor="end">{measure}</text>\n')
    for size in ticks(low_x, high_x):
        parts.append(f'<path class="grid" d="M{x(size):.1f} 0V{PANEL_HEIGHT}"/>')
        parts.append(f'<text x="{x(size):.1f}" y="{PANEL_HEIGHT + 16}" text-anchor="middle">{size}</text>\n')
    for number, program in enumerate(programs):
        if program in curves:
            line = "L".join(f"{x(size):.1f} {y(measure):.1f}" for size, measure in curves[program])
            parts.append(f'<path class="c{number}" d="M{line}"/>\n')
    return "".join(parts)


def ticks(low, high):
    """1, 2, 5, 10 and so on."""
    all_ticks = (digit * 10**power for power in range(5) for digit in (1, 2, 5))
    return [tick for tick in all_ticks if low <= tick <= high]
