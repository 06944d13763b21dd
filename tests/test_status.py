"""Whether an event is reported, claimed, alleged or denied, by whom, and which words for acts tell of none."""

from __future__ import annotations

import re

import pytest

from inference.acts import acts_of
from inference.hypotheticals import is_hypothetical, only_hypothetical
from inference.parties import parties_of
from inference.status import status_of
from inference.story import Story, read_story
from labels.record import STATUSES, Document, Sentence, Span
from labels.schema import SPAN_LABELS

LABELS = {label[:3]: label for label in SPAN_LABELS}
MARK = re.compile(r"\[([^|\]]+)\|([A-Z]{3})\]")


def story_of(event_type: str, *marked: str) -> Story:
    """Make a story of sentences of one type with spans as [words|LAB]; a leading "- " means without a type."""
    text, spans, sentences = "", [], []
    for line in marked:
        types = () if line.startswith("- ") else (event_type,)
        line, at, start = line.removeprefix("- "), 0, len(text)
        for mark in MARK.finditer(line):
            text += line[at : mark.start()]
            spans.append(Span(len(text), len(text) + len(mark[1]), LABELS[mark[2]]))
            text += mark[1]
            at = mark.end()
        text += line[at:]
        sentences.append(Sentence(start, len(text), types))
        text += " "
    return read_story(Document("story", text.rstrip(), spans=tuple(spans), sentences=tuple(sentences)))


def status(event_type: str, *marked: str) -> tuple[str, str | None]:
    """Return the status and claimant of the one event of a story."""
    story = story_of(event_type, *marked)
    told = [i for i, sentence in enumerate(story.sentences) if sentence.event_types]
    acts = [act for i in told for act in acts_of(story, i)]
    return status_of(story, event_type, told, parties_of(story, acts, "ATTACKER"))


REPORTED = [
    ("bombing", "A bomb killed four people in [Arvad|LOC].", None),
    ("bombing", "A bomb went off in [Arvad|LOC], [police|ACT] said.", None),
    ("bombing", "The blast claimed four lives.", None),
    ("bombing", "The explosion claimed the lives of [two|KIL] [nurses|TAR].", None),
    ("bombing", "The bombing claimed [six|KIL] victims.", None),
    ("bombing", "A bomb hit a market, and no group has claimed responsibility.", None),
    ("bombing", "Nobody claimed responsibility for the blast at the mill.", None),
    ("bombing", "There was no immediate claim of responsibility for the bombing.", None),
    ("bombing", "A bomb hit the mill, but the [Red Star Front|ACT] has not claimed responsibility.", None),
    ("bombing", "[Red Star Front|ATT] claimed responsibility for the bombing.", "Red Star Front"),
    ("bombing", "Responsibility for the bombing was claimed by the [Red Star Front|ATT].", "Red Star Front"),
    ("bombing", "The bombing, claimed by the [Taliban|ATT], wounded [six|INJ] [guards|TAR].", "Taliban"),
    ("bombing", "The [Taliban|ATT] took responsibility for the blast.", "Taliban"),
    ("bombing", "In a statement, the [Taliban|ATT] later claimed responsibility for the blast.", "Taliban"),
    ("bombing", "[Hamas|ATT] spokesman [Omar Haddadin|ACT] claimed responsibility for the blast.", "Hamas"),
    ("bombing", "A faction of the [Taliban|ACT], the [Black Banner|ATT], claimed the attack.", "Black Banner"),
    ("bombing", "Claiming the attack, a [Houthi spokesman|ACT] said more would follow the blast.", "Houthi spokesman"),
    (
        "bombing",
        "The [Front|ATT] and the [Taliban|ATT] both claimed responsibility for the blast.",
        "Front and Taliban",
    ),
    ("bombing", "Friday's truck bomb killed nine; [Wilayat Sinai|ATT] claims it.", "Wilayat Sinai"),
    ("bombing", "The blast drew a claim of responsibility from [Ansaru|ATT].", "Ansaru"),
    ("bombing", "The blast was claimed in the name of [Ansaru|ATT].", "Ansaru"),
    ("armed_attack", "[Soldiers|ATT] shot dead [two|KIL] alleged [smugglers|TAR] in [Arvad|LOC].", None),
    ("armed_attack", "[Gunmen|ATT] attacked the depot, whose owner is accused of fraud.", None),
    ("armed_attack", "The [army|ACT] blamed [rebels|ATT] for the attack on the depot.", None),
    ("armed_attack", "The [army|ACT] does not deny that its [soldiers|ATT] attacked the depot.", None),
    ("armed_attack", "[Rebels|ATT] attacked the depot, and [aid workers|ACT] were denied entry.", None),
    ("armed_attack", "[Gunmen|ATT] attacked the depot; [Hamas|ACT] denied any involvement.", None),
    ("armed_attack", "Four [men|ATT] were accused of plotting the attack on the depot.", None),
    ("assassination", "The [mayor|TAR] was murdered on the day he was to answer asylum claims.", None),
]
CLAIMED = [
    ("territorial_change", "[Rebels|ATT] claimed to have captured the town of [Arvad|LOC].", "Rebels"),
    ("territorial_change", "The [Front|ATT] claimed that it had seized [Arvad|LOC].", "Front"),
    ("territorial_change", "The [Front|ATT] claims its men have taken [Arvad|LOC].", "Front"),
    ("territorial_change", "[Arvad|LOC] has been captured, the [Front|ATT] claimed.", "Front"),
    ("armed_attack", "The [army|ATT] claimed [12|KIL] [rebels|TAR] were killed near [Arvad|LOC].", "army"),
    ("airstrike", "[Houthi|ATT] media claimed that jets had bombed a bridge.", "Houthi"),
    ("airstrike", "[Jets|WEA] bombed a bridge and killed scores, [Zembia|ACT] claims.", "Zembia"),
    ("bombing", "The [Front|ATT] claimed an attack on a convoy near [Arvad|LOC].", "Front"),
    ("bombing", "[Ansaru|ATT] claimed the destruction of a tank by an explosive device.", "Ansaru"),
    ("bombing", "[Ansaru|ATT] claimed responsibility for a bombing that nobody in [Arvad|LOC] had heard.", "Ansaru"),
]
ALLEGED = [
    ("abduction", "[Relatives|ACT] accused [soldiers|ATT] of taking a [baker|TAR].", None),
    ("abduction", "[Soldiers|ATT] allegedly abducted a [baker|TAR] in [Arvad|LOC].", None),
    ("abduction", "[Relatives|ACT] allege that [soldiers|ATT] took a [baker|TAR].", None),
    ("armed_attack", "[Guards|ATT] shot [two|KIL] [boys|TAR], [teachers|ACT] alleged.", None),
    ("armed_attack", "[Prosecutors|ACT] charged that [guards|ATT] had shot [two|KIL] [boys|TAR].", None),
    ("armed_attack", "The [council|ACT] repeated its allegation that [guards|ATT] shot [two|KIL] [boys|TAR].", None),
    ("armed_attack", "A video purports to show [guards|ATT] shooting [two|KIL] [boys|TAR].", None),
    ("armed_attack", "[Zembia|ACT] is accusing [Ruvia|ATT] of attacking a border post.", None),
    ("shelling", "An alleged shelling of [Arvad|LOC] was reported by nobody else.", None),
    ("sexual_violence", "[Militiamen|ATT] were accused of raping [two|TAR] [women|TAR].", None),
]
DENIED = [
    ("airstrike", "The [army|ACT] denied that any air strike took place.", None),
    (
        "airstrike",
        "[Villagers|ACT] said jets bombed [Arvad|LOC]; the [army|ACT] said no such strike occurred.",
        None,
    ),
    (
        "airstrike",
        "[Houthi|ACT] media claimed that jets bombed [Arvad|LOC]; the [army|ACT] said: did not happen.",
        None,
    ),
    ("airstrike", "The [army|ACT] dismissed reports that its jets had bombed [Arvad|LOC].", None),
    ("airstrike", "The [army|ACT] rejected the allegation that its jets bombed a school.", None),
    ("abduction", "The [army|ATT] denied abducting the [baker|TAR].", None),
    ("abduction", "The [army|ATT] denies having abducted a [baker|TAR].", None),
    ("armed_attack", "[Hamas|ATT], blamed for the attack, denied any involvement.", None),
    (
        "armed_attack",
        "[Hamas|ATT], blamed for the attack, said it was not behind it.",
        None,
    ),
    ("territorial_change", "[Rebels|ATT] said they had taken the port; [Zembia|ACT] denied losing it.", None),
    (
        "armed_attack",
        "[Villagers|ACT] accuse [guards|ATT] of shooting [boys|TAR]; the [firm|ACT] denies having done so.",
        None,
    ),
]
CASES = [(row, name) for name, rows in zip(STATUSES, (REPORTED, CLAIMED, DENIED, ALLEGED), strict=True) for row in rows]


@pytest.mark.parametrize(("row", "want"), CASES, ids=[row[1][:50] for row, _ in CASES])
def test_status_of_one_sentence(row: tuple[str, str, str | None], want: str) -> None:
    event_type, sentence, claimant = row
    found, claimed_by = status(event_type, sentence)
    assert found == want
    if want != "denied":
        assert claimed_by == claimant


def test_one_sentence_that_states_it_makes_it_reported() -> None:
    claim = "[Rebels|ATT] claimed to have captured [Arvad|LOC]."
    fact = "The [Rebels|ATT] captured the port on [Monday|DAT]."
    assert status("territorial_change", claim, fact) == ("reported", None)
    assert status("territorial_change", claim, claim) == ("claimed", "Rebels")


def test_claims_and_allegations_together_are_alleged() -> None:
    claim = "The [army|ATT] claimed that it captured [Arvad|LOC]."
    allegation = "[Villagers|ACT] alleged that the [army|ATT] had seized [Arvad|LOC]."
    assert status("territorial_change", claim, allegation)[0] == "alleged"


def test_a_claim_right_behind_the_event_names_its_claimant() -> None:
    fact = "A bomb killed [four|KIL] [guards|TAR] in [Arvad|LOC]."
    assert status("bombing", fact, "- The [Taliban|ACT] claimed responsibility.") == ("reported", "Taliban")
    assert status("bombing", fact, "- Nobody was hurt elsewhere.", "- [Hamas|ACT] took responsibility.")[1] is None


def test_the_group_that_claims_is_called_by_its_name() -> None:
    told = (
        "A bomb went off near a base of [Boko Haram|TAR] in [Arvad|LOC].",
        "- The [group|ACT] claimed responsibility.",
    )
    assert status("bombing", *told) == ("reported", "Boko Haram")


def test_a_denial_of_what_was_only_alleged_counts_whoever_denies_it() -> None:
    allegation = "[Relatives|ACT] accused [soldiers|ATT] of taking a [baker|TAR]."
    denial = "The [army|ACT] denied that it had."
    assert status("abduction", allegation, denial)[0] == "denied"
    fact = "[Soldiers|ATT] took a [baker|TAR] on [Monday|DAT]."
    assert status("abduction", fact, "- The [ministry|ACT] denied any involvement.")[0] == "reported"


HYPOTHETICAL = """
Rebels plan to [attack] the town.|Rebels threatened to [attack] the town.|The group threatened more [attacks].
Militants vowed to [kill] the judge.|The army would [bomb] the camp.|Police could [arrest] the leaders.
The army may [attack] within days.|Gunmen might [attack] the convoy.|If rebels [attack], the army will answer.
Officials warned of [attacks] on markets.|Officials warned that militants would [attack] the market.
The embassy warned against possible [attacks].|Unions called for a [protest] on Monday.
Unions called on workers to [strike].
The union is preparing a [strike].|Residents fear [attacks] by herders.|Fears of [attacks] kept shops closed.
Police foiled a plot to [bomb] a bus station.|Police foiled a [bombing] at the station.
Troops thwarted an [attack] on the base.
An [attack] on the port was foiled.|The [execution] is to be carried out in June.|A [protest] is planned for Friday.
Streets were empty ahead of planned [protests].|He was sentenced for plotting to [kill] the king.
Two men were charged with conspiracy to [murder] a senator.|Any [attack] will be answered with force.
The group is planning an [attack] in the capital.|The [protest] was called off.|The [rally] was postponed until May.
Police got a [bomb] threat.|They uncovered an [assassination] plot.|The army held an [attack] drill.
He promised to [attack] again.|The general pledged to [capture] the port.|Rebels are ready to [attack].
Troops are about to [attack] the town.|They will [march] on Saturday.|The hostages would be [killed] at noon.
The captives could be [shot].|The bomb would have [killed] hundreds.|Mediators proposed a [ceasefire].
Envoys urged both sides to [sign] the treaty.|Opposition demanded the [release] of an envoy.
Talks on a [truce] stalled.
Rebels rejected a [truce].|A [ceasefire] is expected within days.|A [bomb] would go off unless he paid.
Unless it withdraws, they will [shell] the airport.|Aid groups said they feared a [massacre].
The risk of [attacks] remains high.
"""
HAPPENED = """
The group vowed revenge after the [attack] that killed five.|He vowed revenge after an attack that [killed] five.
Rebels [attacked] the town.|Gunmen [killed] four people and threatened more.|The army [bombed] the camp.
A [bomb] went off at noon.|The army vowed to avenge the [attack].|The [attack] came as talks were to begin.
He was warned before gunmen [attacked] his house.|They had threatened him for weeks, then [shot] him.
Police who feared a riot [arrested] twenty.|Rebels, who had vowed to take the port, [captured] it.
The [attack] may be linked to a feud.|The [attack] could have been prevented.|The blast may have [killed] ten.
Residents could hear [shelling] all night.|Fighters tried to [storm] the base.|A [march] on 3 May ended quietly.
In May [attacks] killed ten.|The strike [killed] a man who planned bombings.
Security was raised after [attacks] in the north.
Leaders condemned the [attack] and called for calm.|The truce was [signed] on Monday.|They continue to [protest] daily.
The trial for the [murder] will open in June.|Police [arrested] six men for planning attacks.
A group that calls itself Dawn [attacked] the depot.
Soldiers opened fire, [killing] two who wanted to flee.|The army said the [raid] would not change its plans.
The [bombing] that hit the station was planned abroad.|He had planned the [attack] for months.
Workers will rebuild the bridge that rebels [bombed].|The would-be bombers were [arrested].
The rally passed the square where police [shot] a boy.|Crowds ignored warnings ahead of [bombings] that killed thirty.
"""
TRIGGER = re.compile(r"\[([^\]]+)\]")


def sentences(table: str) -> list[str]:
    return [cell.strip() for line in table.strip().splitlines() for cell in line.split("|")]


@pytest.mark.parametrize("marked", sentences(HYPOTHETICAL))
def test_plans_threats_and_conditions_have_not_happened(marked: str) -> None:
    found = TRIGGER.search(marked)
    assert found is not None
    assert is_hypothetical(TRIGGER.sub(r"\1", marked), found.start(), found.end() - 2)


@pytest.mark.parametrize("marked", sentences(HAPPENED))
def test_what_happened_is_no_plan(marked: str) -> None:
    found = TRIGGER.search(marked)
    assert found is not None
    assert not is_hypothetical(TRIGGER.sub(r"\1", marked), found.start(), found.end() - 2)


@pytest.mark.parametrize(
    ("told", "plan"),
    [
        (["[Rebels|ATT] threatened to attack [Arvad|LOC]."], True),
        (["[Rebels|ATT] threatened to attack [Arvad|LOC].", "An attack on the town would cost lives."], True),
        (["[Rebels|ATT] threatened to attack [Arvad|LOC].", "They attacked it on [Monday|DAT]."], False),
        (["[Rebels|ATT] threatened to attack again after they had attacked [Arvad|LOC]."], False),
        (["[Rebels|ATT] threatened further attacks, with [four|KIL] [guards|TAR] dead."], False),
        (["[Rebels|ATT] were in [Arvad|LOC]."], False),
    ],
)
def test_a_record_goes_only_where_every_word_for_the_act_is_a_plan(told: list[str], plan: bool) -> None:
    story = story_of("armed_attack", *told)
    acts = [act for i in range(len(story.sentences)) for act in acts_of(story, i)]
    assert only_hypothetical(story, acts) is plan


def test_offsets_hold_in_texts_whose_lower_case_is_longer() -> None:
    text = "İİİ rebels threatened to attack the town."
    start = text.index("attack")
    assert is_hypothetical(text, start, start + 6)
