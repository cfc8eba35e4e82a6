"""The call plan as a picture: nodes in layers from left to right, branches as curves, a trail lit up on them.

1. Every node gets a layer: one further right than the last node that leads to it (branches that lead back do not
count). 2. A branch that skips layers gets a lane in each of them, so that it runs around nodes and not through them.
3. Within its layer everything stands near what it is joined to. 4. Boxes and curves get coordinates.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tongdai.domain.trail import Step

BOX_WIDTH, BOX_HEIGHT, LANE = 168, 62, 14
GAP_X, GAP_Y, MARGIN = 94, 18, 8
BRANCH_WIDTH, BRANCH_HEIGHT = 84, 34
ARROW = 7
ROUNDS = 8

Edge = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn: nodes in the plan's order, and (node, branch, target) with a target among the nodes."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]


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


def draw_plan(graph: Graph, name_node: Callable[[str], tuple[str, str]], name_branch: Callable[[str, str], str],
              steps: Sequence[Step] = ()) -> Picture:
    """Lay the graph out; `name_node` gives a node's words and its small print, `name_branch` a branch's."""
    layers = _layers(graph)
    chains = {edge: _chain(edge, layers) for edge in graph.edges}
    columns = _columns(graph, layers, chains)
    corners = _corners(columns)
    passed = {step.node for step in steps}
    taken = {(step.node, step.branch) for step in steps}
    boxes = tuple(Box(node, *corners[node], *name_node(node), node in passed) for node in graph.nodes)
    ports = _ports(graph, chains, corners)
    curves = [_curve([corners[each] for each in chains[node, branch, target]], ports[node, branch],
                     name_branch(node, branch), (node, branch) in taken and target in passed)
              for node, branch, target in graph.edges]
    width = max((box.x for box in boxes), default=0) + BOX_WIDTH + MARGIN
    height = max((y for _, y in corners.values()), default=0) + BOX_HEIGHT + MARGIN
    return Picture(width, height, boxes, tuple(sorted(curves, key=lambda each: each.lit)), bool(passed))


def _layers(graph: Graph) -> dict[str, int]:
    """How many steps every node is away from where calls enter, at the longest."""
    layers = dict.fromkeys(graph.nodes, 0)
    ordered = _forward_order(graph)
    order = {node: index for index, node in enumerate(ordered)}
    for node in ordered:
        for source, _, target in graph.edges:
            if source == node and order[target] > order[node]:
                layers[target] = max(layers[target], layers[node] + 1)
    return layers


def _forward_order(graph: Graph) -> list[str]:
    """Nodes so that every branch leads forward, except those that close a loop."""
    targets: dict[str, list[str]] = {node: [] for node in graph.nodes}
    for source, _, target in graph.edges:
        targets[source].append(target)
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


def _chain(edge: Edge, layers: Mapping[str, int]) -> tuple[str, ...]:
    """What a branch passes on its way: its node, a lane in every layer between, its target."""
    node, branch, target = edge
    between = range(layers[node] + 1, layers[target])
    return (node, *(f"{node}>{branch}>{layer}" for layer in between), target)


def _columns(graph: Graph, layers: Mapping[str, int], chains: Mapping[Edge, tuple[str, ...]]) -> dict[int, list[str]]:
    """Nodes and lanes by layer, each layer in the order of what it is joined to (the barycentre heuristic)."""
    columns: dict[int, list[str]] = {}
    for node in graph.nodes:
        columns.setdefault(layers[node], []).append(node)
    links: dict[str, list[str]] = {}
    for (node, _, _), chain in chains.items():
        for offset, (left, right) in enumerate(pairwise(chain), 1):
            links.setdefault(left, []).append(right)
            links.setdefault(right, []).append(left)
            if offset < len(chain) - 1:
                columns.setdefault(layers[node] + offset, []).append(right)
    for turn in range(ROUNDS):
        for layer in sorted(columns, reverse=bool(turn % 2)):
            row = {each: index / len(column) for column in columns.values() for index, each in enumerate(column)}
            weight = {each: _middle([row[other] for other in links.get(each, [])], row[each])
                      for each in columns[layer]}
            columns[layer].sort(key=weight.__getitem__)
    return columns


def _middle(rows: list[float], otherwise: float) -> float:
    return sum(rows) / len(rows) if rows else otherwise


def _corners(columns: Mapping[int, Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Where every box and lane begins; layers are centred on the tallest."""
    heights = {layer: _height(column) for layer, column in columns.items()}
    tallest = max(heights.values(), default=0)
    corners = {}
    for layer, column in columns.items():
        y = MARGIN + (tallest - heights[layer]) // 2
        for each in column:
            corners[each] = (MARGIN + layer * (BOX_WIDTH + GAP_X), y)
            y += _tall(each) + GAP_Y
    return corners


def _height(column: Iterable[str]) -> int:
    return sum(_tall(each) + GAP_Y for each in column) - GAP_Y


def _tall(each: str) -> int:
    """Lanes are named after node, branch and layer; nodes have one such sign at most."""
    return LANE if each.count(">") > 1 else BOX_HEIGHT


def _ports(graph: Graph, chains: Mapping[Edge, tuple[str, ...]],
           corners: Mapping[str, tuple[int, int]]) -> dict[tuple[str, str], int]:
    """How far below a box's top each of its branches leaves, in the order of where they lead."""
    ports = {}
    for node in graph.nodes:
        leaving = sorted((corners[chains[edge][1]][1], edge[1]) for edge in graph.edges if edge[0] == node)
        for index, (_, branch) in enumerate(leaving, 1):
            ports[node, branch] = round(BOX_HEIGHT * index / (len(leaving) + 1))
    return ports


def _curve(corners: Sequence[tuple[int, int]], port: int, words: str, lit: bool) -> Curve:
    """From the port of the first box, straight along the lanes, to the middle of the last box's left side."""
    x, y = corners[0][0] + BOX_WIDTH, corners[0][1] + port
    path = f"M{x} {y}"
    for left, top in corners[1:-1]:
        middle = top + LANE // 2
        path += f"{_bend(x, y, left, middle)}H{left + BOX_WIDTH}"
        x, y = left + BOX_WIDTH, middle
    end_x, end_y = corners[-1][0] - ARROW, corners[-1][1] + BOX_HEIGHT // 2
    path += _bend(x, y, end_x, end_y)
    arrow = f"M{end_x} {end_y - 5}L{end_x + ARROW} {end_y}L{end_x} {end_y + 5}Z"
    first = corners[1]
    level = first[1] + (LANE if len(corners) > 2 else BOX_HEIGHT) // 2
    return Curve(path, arrow, words, first[0] - BRANCH_WIDTH - 8, level - BRANCH_HEIGHT // 2, lit)


def _bend(x: int, y: int, to_x: int, to_y: int) -> str:
    pull = max(24, abs(to_x - x) // 2)
    return f"C{x + pull} {y} {to_x - pull} {to_y} {to_x} {to_y}"
