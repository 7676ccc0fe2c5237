"""The process that draws: a description as JSON comes in, the bytes of one picture go out."""

import json
import sys

from bot.charts import load


def main() -> None:
    """Draw what standard input describes, as the form ('png' or 'svg') that is named."""
    from adapters.charts.drawing import draw  # it costs a second, so only where it is used

    sys.stdout.buffer.write(draw(load(json.load(sys.stdin.buffer)), sys.argv[1]))


if __name__ == "__main__":
    main()
