"""Whatever the process: boxes, names and numbers have a place of their own, and ways run around them."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.charts.geometry import Rect
from licensing.charts.lettering import width
from licensing.charts.process_map import Placed, place
from licensing.charts.seats import TALLEST
from licensing.charts.ways import Way
from tests.support.maps import process_maps

maps_of_any_kind = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def segments(way: Way) -> list[Rect]:
    """Give the straight pieces of a way, as wide as they are drawn."""
    half = way.width / 2
    return [
        Rect(
            min(x, to_x) - (half if x == to_x else 0),
            min(y, to_y) - (half if y == to_y else 0),
            abs(to_x - x) or way.width,
            abs(to_y - y) or way.width,
        )
        for (x, y), (to_x, to_y) in pairwise(way.corners)
    ]


def inside(box: Rect) -> Rect:
    """Give a box without its edge, which ways touch."""
    return Rect(box.x + 1, box.y + 1, box.width - 2, box.height - 2)


def titles(placed: Placed) -> list[Rect]:
    """Give the room of the names of lanes."""
    return [Rect(placed.measured.columns[0], top, 150, 17) for top, _ in placed.measured.lanes]


@maps_of_any_kind
@given(process_maps(), st.sampled_from(("en", "ja")))
def test_no_box_number_or_name_of_a_lane_overlaps_another(drawn, lang):
    placed = place(drawn, lang)
    solid = [box for box, _ in placed.boxes.values()] + [way.label for way in placed.ways] + titles(placed)
    assert [pair for pair in combinations(solid, 2) if pair[0].meets(pair[1])] == []


@maps_of_any_kind
@given(process_maps())
def test_no_way_runs_through_a_box_or_the_name_of_a_lane(drawn):
    placed = place(drawn)
    closed = [inside(box) for box, _ in placed.boxes.values()] + titles(placed)
    assert [
        (way.edge, box) for way in placed.ways for piece in segments(way) for box in closed if piece.meets(box)
    ] == []


@maps_of_any_kind
@given(process_maps(most_states=9, most_ways=11))
def test_no_way_runs_through_the_number_of_another(drawn):
    placed = place(drawn)
    assert [
        (way.edge, other.edge)
        for way in placed.ways
        for other in placed.ways
        for piece in segments(other)
        if piece.meets(way.label)
    ] == []


@maps_of_any_kind
@given(process_maps())
def test_a_way_leads_from_its_box_to_its_box_in_straight_lines(drawn):
    placed = place(drawn)
    for way in placed.ways:
        source, target = placed.boxes[way.edge.source][0], placed.boxes[way.edge.target][0]
        assert touches(way.corners[0], source)
        assert touches(way.corners[-1], target)
        assert all(x == to_x or y == to_y for (x, y), (to_x, to_y) in pairwise(way.corners))


def touches(place: tuple[float, float], box: Rect) -> bool:
    """Tell whether a place lies on the edge of a box."""
    x, y = place
    on_side = x in (box.x, box.right) and box.y <= y <= box.bottom
    return on_side or (y in (box.y, box.bottom) and box.x <= x <= box.right)


@maps_of_any_kind
@given(process_maps(), st.sampled_from(("en", "ja")))
def test_every_line_of_text_stays_in_its_box(drawn, lang):
    placed = place(drawn, lang)
    for box, content in placed.boxes.values():
        assert content.height <= box.height
        for line in content.lines:
            assert " " not in line.text or width(line.text, line.size, bold=line.bold) <= box.width - 2
            assert line.y < content.height


@maps_of_any_kind
@given(process_maps())
def test_states_stand_in_the_lane_of_their_party_in_columns_of_their_stage_none_too_tall(drawn):
    placed = place(drawn)
    lanes = {lane.party: range(lane.first, lane.after) for lane in placed.seats.lanes}
    columns = {heading.stage: range(heading.first, heading.after) for heading in placed.seats.headings}
    for node in drawn.nodes:
        seat = placed.seats.of[node.state]
        assert seat.row in lanes[node.party]
        assert seat.column in columns[node.stage]
    boxes = [(placed.seats.of[node.state].column, node.party) for node in drawn.nodes if not node.end]
    assert max((boxes.count(stack) for stack in boxes), default=0) <= TALLEST


@maps_of_any_kind
@given(process_maps())
def test_columns_follow_the_order_of_stages_and_everything_is_on_the_paper(drawn):
    placed = place(drawn)
    assert list(placed.measured.columns) == sorted(placed.measured.columns)
    for box, _ in placed.boxes.values():
        assert box.x > 0
        assert box.right < placed.width
        assert placed.top < box.y
        assert box.bottom < placed.measured.height
