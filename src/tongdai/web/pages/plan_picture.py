"""The call plan as a picture: nodes in layers from left to right, branches as curves, a trail lit up on them.

1. Every node gets a layer: one further right than the last node that leads to it (branches that lead back do not
   count). 2. Within a layer nodes stand in the order of those that lead to them. 3. Boxes and curves get coordinates.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongdai.domain.trail import Step

BOX_WIDTH, BOX_HEIGHT = 176, 58
GAP_X, GAP_Y, MARGIN = 132, 22, 14
BRANCH_WIDTH, BRANCH_HEIGHT = 118, 32
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """One node of the plan on the picture."""

    id: str
    x: int
    y: int
    words: str
    more: str
    lit: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """One branch: its path, its arrow head, its words and where they stand."""

    path: str
    arrow: str
    words: str
    x: int
    y: int
    lit: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything a template needs to draw."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    lit: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn: nodes in the plan's order, and (node, branch, target) with a target among the nodes."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str, str], ...]


def draw_plan(graph: Graph, name_node: Callable[[str], tuple[str, str]], name_branch: Callable[[str, str], str],
              steps: Sequence[Step] = ()) -> Picture:
    """Lay the graph out; `name_node` gives a node's words and its small print, `name_branch` a branch's."""
    places = _places(graph)
    passed = {step.node for step in steps}
    taken = {(step.node, step.branch) for step in steps}
    boxes = tuple(Box(node, *_corner(places[node]), *name_node(node), node in passed) for node in graph.nodes)
    corner = {box.id: (box.x, box.y) for box in boxes}
    ports = _ports(graph, places)
    curves = [_curve(corner[node], corner[target], ports[node, branch], name_branch(node, branch),
                     (node, branch) in taken and target in passed) for node, branch, target in graph.edges]
    width = max((box.x for box in boxes), default=0) + BOX_WIDTH + MARGIN
    height = max((box.y for box in boxes), default=0) + BOX_HEIGHT + MARGIN
    return Picture(width, height, boxes, tuple(sorted(curves, key=lambda each: each.lit)), bool(passed))


def _places(graph: Graph) -> dict[str, tuple[int, float]]:
    """Layer and height (in rows) of every node; layers are centred on the tallest."""
    layers = _layers(graph)
    columns: dict[int, list[str]] = {}
    for node in graph.nodes:
        columns.setdefault(layers[node], []).append(node)
    _untangle(columns, graph)
    tallest = max((len(column) for column in columns.values()), default=0)
    return {node: (layer, row + (tallest - len(column)) / 2)
            for layer, column in columns.items() for row, node in enumerate(column)}


def _layers(graph: Graph) -> dict[str, int]:
    """How many steps every node is away from where calls enter, at the longest."""
    layers = dict.fromkeys(graph.nodes, 0)
    order = {node: index for index, node in enumerate(_forward_order(graph))}
    for node in sorted(graph.nodes, key=order.__getitem__):
        for source, _, target in graph.edges:
            if source == node and order[target] > order[node]:
                layers[target] = max(layers[target], layers[node] + 1)
    return layers


def _forward_order(graph: Graph) -> list[str]:
    """Nodes so that every branch leads forward, except those that close a loop."""
    targets = _targets(graph)
    seen: set[str] = set()
    finished: list[str] = []

    def visit(node: str) -> None:
        seen.add(node)
        for target in targets[node]:
            if target not in seen:
                visit(target)
        finished.append(node)

    for node in graph.nodes:
        if node not in seen:
            visit(node)
    return finished[::-1]


def _targets(graph: Graph) -> Mapping[str, list[str]]:
    targets: dict[str, list[str]] = {node: [] for node in graph.nodes}
    for source, _, target in graph.edges:
        targets[source].append(target)
    return targets


def _untangle(columns: dict[int, list[str]], graph: Graph) -> None:
    """Order each layer by the middle of its neighbours, there and back a few times (the barycentre heuristic)."""
    for turn in range(ROUNDS):
        for layer in sorted(columns, reverse=bool(turn % 2)):
            row = {node: index for column in columns.values() for index, node in enumerate(column)}
            columns[layer].sort(key=lambda node, row=row: _middle(  # type: ignore[misc]
                [row[other] for other in _neighbours(graph, node)], row[node]))


def _neighbours(graph: Graph, node: str) -> Iterable[str]:
    for source, _, target in graph.edges:
        if target == node:
            yield source
        if source == node:
            yield target


def _middle(rows: list[int], otherwise: int) -> float:
    return sum(rows) / len(rows) if rows else float(otherwise)


def _corner(place: tuple[int, float]) -> tuple[int, int]:
    layer, row = place
    return MARGIN + layer * (BOX_WIDTH + GAP_X), MARGIN + round(row * (BOX_HEIGHT + GAP_Y))


def _ports(graph: Graph, places: Mapping[str, tuple[int, float]]) -> dict[tuple[str, str], int]:
    """How far below a box's top each of its branches leaves, in the order of where they lead."""
    ports = {}
    for node in graph.nodes:
        leaving = sorted(((places[target][1], branch) for source, branch, target in graph.edges if source == node))
        for index, (_, branch) in enumerate(leaving, 1):
            ports[node, branch] = round(BOX_HEIGHT * index / (len(leaving) + 1))
    return ports


def _curve(start: tuple[int, int], end: tuple[int, int], port: int, words: str, lit: bool) -> Curve:
    x1, y1 = start[0] + BOX_WIDTH, start[1] + port
    x2, y2 = end[0] - 7, end[1] + BOX_HEIGHT // 2
    bend = max(40, abs(x2 - x1) // 2)
    path = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    arrow = f"M{x2} {y2 - 5}L{x2 + 7} {y2}L{x2} {y2 + 5}Z"
    beside = x2 - BRANCH_WIDTH - 4 if x2 > x1 else (x1 + x2 - BRANCH_WIDTH) // 2
    return Curve(path, arrow, words, beside, y2 - BRANCH_HEIGHT // 2 - 2, lit)
