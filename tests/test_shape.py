"""What import-linter cannot see: app.py is a module, and nobody below imports it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def below() -> list[Path]:
    return [path for name in ("bot", "commands", "store") for path in (ROOT / name).rglob("*.py")]


def test_nothing_imports_app():
    assert len(below()) > 100
    assert [path for path in below() if "app" in imported(path)] == []


def test_a_process_remembers_nothing_of_people():
    """What a module remembers lives as long as the process: an erased name would too."""
    found = set()
    for path in below():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            for statement in node.body
            for part in ast.walk(statement)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in ("cache", "lru_cache"):
                found |= set() if id(node) in inside else {path.relative_to(ROOT).as_posix()}
    assert found == {
        "bot/texts.py",  # languages
        "bot/time_zones.py",
        "commands/rosters/formats.py",  # how a sheet shows its numbers
    }


def test_no_file_names_a_registry_or_a_path_of_a_machine():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "http" not in lock.replace("httpcore", "").replace("httpx", "")
    assert "--hash=sha256:" in lock
