"""Which acts report the same event: each act joins an earlier event or starts one, and every joining has its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from inference.acts import ABSORBS, Act
from inference.antecedents import features, probability, shared_party
from inference.coreference import APART, SAME, Cluster, in_one_sentence, places_in_both, referring_words
from inference.story import Story
from labels.schema import COUNT_LABELS

_REACH: Final = 40
"""Events of a kind that an act is compared with, those told last; keeps long documents linear."""

FIRST: Final = "first report"
GOES_ON: Final = "goes on about it"


def cluster(story: Story, acts: Iterable[Act]) -> list[Cluster]:
    """Sort acts into events, in the order in which the story brings the events up.

    An act joins an event of its type, or of a type that took its type in, where a rule of `SAME` holds; else, of
    those from which no rule of `APART` parts it, the one that it most likely goes on about by `antecedents`. Where none
    is likely, it is the first report of another event.
    """
    found: list[Cluster] = []
    for act in acts:
        known = sorted((c for c in found if same_kind(c, act)), key=lambda c: -c.acts[-1].sentence)[:_REACH]
        home, rule, passed = choose(story, act, known)
        if home is None:
            home = Cluster(act.type)
            found.append(home)
        else:
            home.reasons.append(_reason(story, act, home, rule, passed))
        home.add(story, act, rule)
    return found


def same_kind(known: Cluster, act: Act) -> bool:
    """Tell whether an act may be of an event by its type: the same, or one that the event's type takes in."""
    if known.type == act.type or act.type in known.also:
        return True
    follows = 0 < act.sentence - known.acts[-1].sentence <= 1
    return follows and act.type in ABSORBS.get(known.type, ()) and not act.of("LOCATION") and not act.of("DATE")


def choose(story: Story, act: Act, known: Sequence[Cluster]) -> tuple[Cluster | None, str, str]:
    """Return the event that an act reports, of those of its kind, the one told last first; None for a new one.

    With it come the name of the rule that joins the act to the event, or parts it from the others, and what parts it
    from another event that came into question.
    """
    for candidate in known:
        if rule := ties(story, act, candidate):
            return candidate, rule, _parted(story, act, [c for c in known if c is not candidate])
    open_to = candidates(story, act, known)
    chances = [probability(features(story, act, c, told_last=c is open_to[0])) for c in open_to]
    best = max(range(len(open_to)), key=lambda k: chances[k], default=None)
    if best is not None and chances[best] > 0.5:
        home = open_to[best]
        return home, GOES_ON, _parted(story, act, [c for c in known if c is not home])
    return None, (_first_rule(story, act, known) or "unlike those before") if known else FIRST, ""


def ties(story: Story, act: Act, known: Cluster) -> str:
    """Return the name of the first rule that joins an act to an event, empty where none does."""
    if in_one_sentence(story, act, known):
        return ""
    return next((name for name, test in SAME if test(story, act, known)), "")


def candidates(story: Story, act: Act, known: Sequence[Cluster]) -> list[Cluster]:
    """Return the events from which no rule parts an act."""
    return [c for c in known if not any(test(story, act, c) for _, test in APART)]


def _first_rule(story: Story, act: Act, known: Sequence[Cluster]) -> str:
    tests = ((name, c) for c in known for name, test in APART if test(story, act, c))
    return next((name for name, _ in tests), "")


def _parted(story: Story, act: Act, others: Sequence[Cluster]) -> str:
    """Say what parts an act from the event told last of several."""
    for other in others[:1]:
        rule = _first_rule(story, act, [other])
        if rule:
            return f"not the event of sentence {other.acts[0].sentence}: {rule}"
    return ""


def _reason(story: Story, act: Act, home: Cluster, rule: str, passed: str) -> str:
    """Say in one sentence why an act was taken to report an event; sentences are counted as in `Event.sentences`."""
    shared = {"same day and place": ", day and place", "same place again": " and place"}.get(rule)
    if rule == GOES_ON:
        why = f", {_link(story, act, home)}"
    elif shared:
        why = f"{shared} ({places_in_both(story, act, home)})"
    else:
        why = f', refers back with "{referring_words(story, act)}"'
    kind = "same type" if act.type == home.type else f"{act.type} as part of the {home.type}"
    return f"sentence {act.sentence}: {kind}{why}" + (f"; {passed}" if passed else "")


def _link(story: Story, act: Act, home: Cluster) -> str:
    """Say what ties an act to an event where only likeness does."""
    for label, name in (("TARGET", "target"), ("ATTACKER", "attacker")):
        if party := shared_party(story, act, home, label):
            return f"same {name} ({party})"
    far = act.sentence - home.acts[-1].sentence
    found = features(story, act, home, told_last=True)
    if "same_day" in found:
        what = "same day"
    elif "no_place" not in found:
        what = "a place that may be the same"
    else:
        what = "a toll" if any(act.of(label) for label in COUNT_LABELS) else "words"
        what = f"{what} with no place of {'its' if what == 'a toll' else 'their'} own"
    return f"{what}, {far} sentence{'s' if far > 1 else ''} after"
