#!/usr/bin/env python3
"""Asks SQLAlchemy itself whether the facts hold that the PY rules stand on, and the OD rules on pools and addresses.

Every snippet of test/fixtures/sqlalchemy/facts.json is run under each version below, in a virtual environment of its own that
pip fills from PyPI. What came of it (nothing, or which exception, and what was printed) goes to results.json beside it, with
which test/unit/python/sqlalchemy-facts.test.ts and test/unit/config/od/od-facts.test.ts compare what the rules say.

    python3 scripts/confirm-sqlalchemy.py                 all versions anew
    python3 scripts/confirm-sqlalchemy.py 2.1.9           only these, the others stay
    python3 scripts/confirm-sqlalchemy.py --check 2.0.58  writes nothing, and fails where the results differ

SQLAlchemy 1.3 and 1.4 need Python 3.12 or older.
"""

import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import venv

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures" / "sqlalchemy"
# The last of each series, and those on both sides of a change.
VERSIONS = ["1.3.24", "1.4.54", "2.0.9", "2.0.10", "2.0.27", "2.0.28", "2.0.58", "2.1.9"]
DRIVERS = ["pymysql", "aiomysql", "aiosqlite", "greenlet"]


def run_snippet(code):
    """Runs one snippet and tells how it ended."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "snippet", "exec"), {"__name__": "snippet"})
    except Exception as error:  # Any exception is an answer.
        return {"error": type(error).__name__, "printed": printed.getvalue().split()}
    return {"printed": printed.getvalue().split()}


def run_all():
    """Inside of a virtual environment: the answers to all facts, as JSON."""
    import warnings

    warnings.simplefilter("ignore")
    facts = json.loads((FOLDER / "facts.json").read_text())["facts"]
    answers = {fact["name"]: run_snippet("\n".join(fact["code"])) for fact in facts}
    json.dump(answers, sys.stdout)
    sys.stdout.flush()
    # Connections of asyncio have threads that nobody ends.
    import os

    os._exit(0)


def answers_of(version):
    """Makes a virtual environment with this version and runs this script in it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(pathlib.Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", f"sqlalchemy=={version}", *DRIVERS], check=True)
        run = subprocess.run(
            [python, str(pathlib.Path(__file__).resolve()), "--inside"],
            check=True,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    return json.loads(run.stdout)


def main(words):
    if words == ["--inside"]:
        run_all()
        return 0
    is_check = "--check" in words
    versions = [word for word in words if not word.startswith("--")] or VERSIONS
    path = FOLDER / "results.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    differing = 0
    for version in versions:
        answers = answers_of(version)
        known = results.get(version, {})
        for name in answers:
            if known.get(name) != answers[name]:
                differing += 1
                print(f"{version}: {name}: {known.get(name)} is now {answers[name]}", file=sys.stderr)
        results[version] = answers
    if is_check:
        return 1 if differing else 0
    ordered = sorted(results, key=lambda version: [int(part) for part in version.split(".")])
    path.write_text(json.dumps({version: results[version] for version in ordered}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
