"""Every fault has its line, its field, and a sentence that mends it, in both languages."""

import pytest

from bot.networkfile import BadFile, Fault, read
from bot.texts import speaking
from tests.networkfile.cases import CASES, Case
from tests.networkfile.files import faults_of
from tests.networkfile.yaml_cases import YAML_CASES

ALL = CASES | YAML_CASES


@pytest.mark.parametrize("case", ALL.values(), ids=list(ALL))
def test_a_fault_says_where_it_is_and_how_to_mend_it(case: Case):
    for language, sentence in (("en", case.english), ("nl", case.dutch)):
        (fault,) = faults_of(case.file, language)
        assert sentence in fault.text
        assert fault.line == case.line
        if language == "en":
            assert fault.field == case.field


def test_a_missing_field_has_the_name_of_the_readers_language():
    (fault,) = faults_of("naam: X\n", "nl")
    assert fault.field == "deelnemers"


def test_all_faults_come_at_once_in_order_of_line():
    text = """\
netwerk: Proef
tall: nl
zone: Europe/Amsterdm
bellijst: ja
deelnemers:
  - {naam: Anna, taal: fr}
  - {naam: anna}
bijeenkomsten:
  - {begint: 2026-09-31 10:00, eindigt: 2026-09-30 12:00}
  - begint: 2026-10-15 10:00
    eindigt: 2026-10-15 09:00
    gastsprekers:
      - {naam: Piet, sessie: Recht, brengt: geld}
"""
    found = [(fault.line, fault.field) for fault in faults_of(text, "nl")]
    assert found == [
        (2, "tall"),
        (3, "zone"),
        (4, "bellijst"),
        (6, "deelnemers[1].taal"),
        (7, "deelnemers[2].naam"),
        (9, "bijeenkomsten[1].begint"),
        (11, "bijeenkomsten[2].eindigt"),
        (13, "bijeenkomsten[2].gastsprekers[1].sessie"),
        (13, "bijeenkomsten[2].gastsprekers[1].brengt"),
    ]


def test_a_refusal_reads_as_lines_for_people():
    with speaking("nl"), pytest.raises(BadFile) as caught:
        read("naam: X\ntaal: fr\ndeelnemers: [{naam: A, rol: begeleider}]\n")
    assert str(caught.value) == "Regel 2, taal: Ik ken “fr” niet. Kies uit: en, nl."
    assert caught.value.faults == [Fault(2, "taal", "Ik ken “fr” niet. Kies uit: en, nl.")]
