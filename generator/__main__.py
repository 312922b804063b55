"""Turns `python -m generator` into a run of the command line, or into the word that none is due."""

import sys

from generator.receipts import find_answer


def main() -> None:
    """Answer at once where nothing changed since the same command was done; else run it."""
    answer = find_answer(sys.argv[1:])
    if answer is None:
        from generator.cli import main as run

        run()
    sys.stdout.write(answer.out)
    sys.stderr.writelines(f"{line}\n" for line in answer.told)


if __name__ == "__main__":
    main()
