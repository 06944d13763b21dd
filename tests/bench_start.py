"""Cold start: reading one article, against importing torch and transformers; prints the ratio of paired runs.

Run it on a quiet machine: `python tests/bench_start.py [ARTICLE] [RUNS]`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from importlib.resources import files


def seconds(command: list[str]) -> float:
    """Return how long a command takes as a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the time of both commands and their ratio, run by run and as a median."""
    article = sys.argv[1] if len(sys.argv) > 1 else str(files("inference") / "data" / "sample_article.txt")
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    code = "import sys; sys.argv[0] = 'conflict-events'; from inference.cli import main; main()"
    extract = [sys.executable, "-c", code, "extract", article, "--published", "2024-09-18", "--format", "jsonl"]
    imports = [sys.executable, "-c", "import torch, transformers"]
    seconds(imports), seconds(extract)
    ratios = []
    for _ in range(runs):
        base, ours = seconds(imports), seconds(extract)
        ratios.append(ours / base)
        print(f"import torch, transformers {base:.2f} s   extract {ours:.2f} s   ratio {ours / base:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
