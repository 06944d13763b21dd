"""Times extraction with this checkout against another one: `python tests/bench_extract.py FILE.jsonl OTHER [RUNS]`.

Both run the bundled model of their checkout on the documents of FILE in turn, each run in a process of its own. Prints
tokens a second of each, and the median ratio of the runs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

_CODE = """
import sys, time
from pathlib import Path
import torch
from inference.extractor import Extractor
from labels import jsonl
torch.set_num_threads(int(sys.argv[2]))
documents = jsonl.read(Path(sys.argv[1]))
extractor = Extractor.from_pretrained()
list(extractor.extract_many(documents))
before, start = extractor.tokens_read, time.perf_counter()
for _ in range(3):
    list(extractor.extract_many(documents))
print((extractor.tokens_read - before) / (time.perf_counter() - start))
"""


def tokens_a_second(checkout: Path, file: Path, threads: int) -> float:
    """Run one checkout on a file in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", _CODE, str(file), str(threads)]
    done = subprocess.run(command, env=environment, cwd=checkout, check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    """Print what was measured."""
    file, other = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    here, ratios = Path(__file__).parent.parent.resolve(), []
    for threads in (1, 2):
        for run in range(int(sys.argv[3]) if len(sys.argv) > 3 else 3):
            ours, theirs = (tokens_a_second(checkout, file, threads) for checkout in (here, other))
            ratios.append(ours / theirs)
            print(f"{threads} threads, run {run + 1}: here {ours:.0f}, there {theirs:.0f} tokens/s, {ratios[-1]:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
