"""What the collector looks through once all is loaded."""

import gc

from adapters import calm


class Made:
    """Something that may be part of a ring."""


def test_the_first_full_collection_and_later_ones_pass_over_what_was_there() -> None:
    thresholds = gc.get_threshold()
    try:
        calm.begun()
        early = Made()
        gc.collect()
        assert not any(one is early for one in gc.get_objects())
        late = Made()
        gc.collect()
        assert any(one is late for one in gc.get_objects())
    finally:
        gc.set_threshold(*thresholds)  # what was left out stays so, as tests have it anyway
