"""Every word that a figure prints or says of its own accord, in one table.

Words in braces are fields: {n} and {m} are numbers, {one}, {other} and {names} are names, {sign} is one of `sign_*`,
{pairs} is a list made of `pair`.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

WORDS: Words = {
    # the matrix and the network
    "matrix_title": "Who stands where: a matrix of {n} actors",
    "network_title": "Who stands where: a network of {n} actors",
    "network_heading": "Who is tied to whom",
    "pairs_shown": "{n} pairs have a sign: {pairs}.",
    "pair_shown": "One pair has a sign: {pairs}.",
    "no_pairs": "No pair has a sign.",
    "pair": "{one} and {other} {sign}, {n}",
    "more_pairs": "and {n} more, in the table of pairs",
    "sign_aligned": "aligned",
    "sign_opposed": "opposed",
    "sign_mixed": "mixed",
    "sign_conditional": "conditional",
    "signs_caption": "The number is that of sentences. Suggested by the sources’ wording, not confirmed by an analyst.",
    "actors_left_out": "Not drawn: {names}.",
    "actors_left_out_more": "Not drawn: {names} and {n} more.",
    "pairs_heading": "Pairs of actors",
    "column_pair": "Pair",
    "column_sign": "How they stand",
    "column_sentences": "Sentences",
    "column_notes": "Notes",
    # the power-interest grid
    "grid_title": "Power and interest of {n} actors",
    "grid_heading": "Power and interest",
    "grid_caption_placed": "Placed by an analyst, from 1 (low) to 5 (high).",
    "grid_caption_suggested": (
        "Suggested, not judged, from 1 (fewest) to 5 (most): power by findings on an actor’s leverage and sentences on "
        "its ties to others, interest by findings on its interests and concerns."
    ),
    "grid_caption_both": (
        "From 1 (low) to 5 (high). A full dot was placed by an analyst; a hollow one is suggested: power by findings "
        "on an actor’s leverage and sentences on its ties to others, interest by findings on its interests and "
        "concerns."
    ),
    "grid_place": "{names}: power {n}, interest {m}",
    "power": "Power",
    "interest": "Interest",
    "keep_satisfied": "Keep satisfied",
    "manage_closely": "Manage closely",
    "monitor": "Monitor",
    "keep_informed": "Keep informed",
    "column_actor": "Actor",
    "column_placed": "Placed by",
    "placed_by_analyst": "an analyst",
    "placed_by_count": "suggested, by count",
    # the timeline
    "timeline_title": "Timeline of {n} events, {one} to {other}",
    "timeline_title_one": "Timeline of one event, {one}",
    "timeline_shown": "In order: {pairs}.",
    "timeline_caption": "Numbers as in the list. A bar is a month or a year of which the source says no more.",
    "timeline_caption_days": "Numbers as in the list.",
}
