"""What people say to Kring in everyday words, in both languages, and the line it stands for."""

import re
from collections.abc import Mapping

LONGEST = 80
_WORD = re.compile(r"[\w'-]+")
_APOSTROPHES = str.maketrans("’‘`´", "''''")

_SAID: Mapping[str, str] = {
    "help hello": """
        hi, hello, hey, hi there, hello there, good morning, good afternoon, good evening,
        hoi, hallo, hé, dag, goedemorgen, goedemiddag, goedenavond, goeiemorgen, hoi
        allemaal
    """,
    "help thanks": """
        thanks, thank you, thx, thanks a lot, many thanks, thank you very much, great
        thanks,
        dankjewel, dank je wel, dank je, dank u, bedankt, dank, merci, hartelijk dank, top
        bedankt
    """,
    "help answer": """
        yes, no, yes please, no thanks, no thank you, ok, okay, fine, sure, done, not yet,
        ja, nee, ja graag, nee bedankt, nee dank je, oké, prima, is goed, gedaan, nog niet
    """,
    "help": """
        what can you do, who are you, what are you, how does this work, i need help, home,
        menu, startpagina,
        wat kan je, wat kun je, wat kan jij, wie ben je, wie ben jij, hoe werkt dit, hoe
        werkt het
    """,
    "meeting next": """
        who is coming, who comes, who's coming, when do we meet, when do we meet again, when
        is the next meeting, when is the next one, where do we meet, where is it, when is
        it,
        cancel, cancel the meeting, cancel the next meeting, move the meeting, move the next
        meeting, next meeting, the next meeting, who has not answered, who has not said,
        wie komt er, wie komen er, wie komt, wie is erbij, wanneer is de volgende, wanneer
        is de volgende bijeenkomst, wanneer zien we elkaar, wanneer komen we bij elkaar,
        wanneer is het, waar is het, waar is de bijeenkomst, afzeggen, verzetten, de volgende
        bijeenkomst, volgende bijeenkomst, wie heeft er nog niet geantwoord, wie heeft nog niet
        geantwoord
    """,
    "come yes": """
        i come, i'll come, i will come, i'll be there,
        ik kom, ik ben er, ik ben erbij
    """,
    "come no": """
        i can't come, i cannot come, i can't make it, i won't be there,
        ik kan niet, ik kom niet, ik kan niet komen, ik ben er niet, ik ben er niet bij
    """,
    "plan": """
        ready, what is coming, what's coming up, what happens next, what goes out,
        klaar, wat komt er, wat staat er gepland, wat gebeurt er, wat gaat er uit
    """,
    "prepare": """
        who prepares, who is preparing, whose turn is it, who prepares the next meeting, who
        prepares the next one, who helps prepare, who helps to prepare,
        wie bereidt voor, wie is er aan de beurt, wie is aan de beurt, wie bereidt de volgende
        voor, wie bereidt de volgende bijeenkomst voor, wie helpt voorbereiden
    """,
    "open": """
        what is left undone, what's left undone, left undone, what is undone, what is open,
        what's open, what is still open, what is still to do, what is there to do, what do i
        have to do, what have i to do, to do, todo, what needs attention, what waits, what
        is waiting,
        wat ligt er nog, wat ligt er nog open, wat staat er open, wat staat open, wat staat er
        nog open, wat is er nog niet gedaan, wat is nog niet gedaan, wat blijft er liggen, wat
        is er blijven liggen, wat moet ik nog doen, wat moet er nog gebeuren, te doen, wat
        vraagt aandacht, wat wacht er
    """,
    "commitments": """
        let go, let it go,
        loslaten
    """,
    "yield list": """
        what did the meeting yield, what did it yield, what did we learn, what came of it,
        wat bracht het op, wat leverde het op, wat bracht de bijeenkomst op, wat leverde de
        bijeenkomst op, wat hebben we geleerd
    """,
    "checkin": """
        check in, how is it going, how does it go,
        tussen stand, hoe gaat het, hoe gaat het ermee
    """,
    "privacy": """
        what is kept about me, what do you keep about me, what do you know about me, what do
        you know of me, what is stored about me, my data, forget me, delete me,
        wat weet je over mij, wat weet je van mij, wat bewaar je over mij, wat bewaar je van
        mij, wat wordt er over mij bewaard, wat er over mij bewaard wordt, mijn gegevens,
        vergeet mij, wis mij
    """,
    "read": """
        what is there to read, what do i read,
        wat is er te lezen, wat kan ik lezen
    """,
    "members": """
        who is in it, who is in this network, who takes part,
        wie doet er mee, wie doen er mee, wie zit erin, wie zitten erin
    """,
    "settings less": """
        stop, unsubscribe, less messages, fewer messages, leave me alone, too many messages,
        no messages, no more messages, stop sending me messages, mute,
        stop ermee, uitschrijven, minder berichten, laat me met rust, te veel berichten, geen
        berichten, geen berichten meer, stop met berichten, dempen
    """,
}

LINES = {
    " ".join(phrase.split()): line for line, said in _SAID.items() for phrase in said.split(",")
}
"""The command line that each phrase stands for."""


def meant(line: str) -> str | None:
    """Return the command line that everyday words stand for, None for other words."""
    if len(line) > LONGEST:
        return None
    words: list[str] = _WORD.findall(line.casefold().translate(_APOSTROPHES))
    return LINES.get(" ".join(word for word in words if word != "kring"))
