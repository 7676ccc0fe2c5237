"""What every test may ask for: a real database, on SQLite and on PostgreSQL."""

import gc
import logging
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from hypothesis import HealthCheck, settings

from adapters import logs
from storage.database import Database
from tests import contract, statements
from tests.databases import Server, in_memory, server, sqlite_copies
from tests.lending import Lending
from tests.ways import DIRECT, opened

# No time limits: how fast a machine is says nothing about a rule. `make test` chooses "same", so
# that it fails for what was changed; every other run tries new examples, `make quick` but few.
_ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("new", _ANY_SPEED)
settings.register_profile("quick", _ANY_SPEED, max_examples=20)
settings.register_profile("same", _ANY_SPEED, derandomize=True)
settings.load_profile("new")

# What is imported and collected stays: looking through it for garbage takes longer than making it.
gc.disable()
statements.share()


@pytest.fixture(autouse=True)
def _logs_of_ones_own() -> Iterator[None]:
    """Undo what a command of the test did to the logs: its standard error is closed by now."""
    yield
    if structlog.is_configured():
        structlog.reset_defaults()
        root = logging.getLogger()
        for handler in [one for one in root.handlers if one.get_name() == logs.HANDLER]:
            root.removeHandler(handler)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server for this session (of each worker, with pytest-xdist)."""
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def lending(postgresql: Server) -> Lending:
    """The databases of that server that are emptied after a test, for the next."""
    return Lending(postgresql)


@pytest.fixture(scope="session")
def sqlite_copy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Copy a SQLite database with all tables to a path and return its address."""
    return sqlite_copies(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def postgres_url(postgresql: Server) -> Iterator[str]:
    """The address of a fresh PostgreSQL database, for what tries the other one more often."""
    with postgresql.database() as url:
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with all tables and no rows; the test runs once on each kind."""
    if request.param == "sqlite":
        with TemporaryDirectory(prefix="kring-sqlite-", dir=in_memory()) as folder:
            yield request.getfixturevalue("sqlite_copy")(Path(folder) / "kring.db")
        return
    made_by = "postgresql" if contract.looks_inside(request.path) else "lending"
    with request.getfixturevalue(made_by).database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with request.getfixturevalue("postgresql").database(empty=True) as url:
        yield url


@pytest.fixture
def way(request: pytest.FixtureRequest) -> str:
    """How conversations go to the core: 'direct', or through a platform's adapter."""
    return str(getattr(request, "param", DIRECT))


@pytest.fixture
async def database(database_url: str, way: str) -> AsyncIterator[Database]:
    """A fresh, open database with all tables; the test runs once on each kind."""
    async with opened(database_url, way) as fresh:
        yield fresh


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the way that conversations go."""
    told = "run only the conversations of tests/features, through this platform's adapter"
    parser.addoption("--through", choices=contract.CHOICES, help=told)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Look for garbage from now on, in what the tests themselves make."""
    done = yield
    gc.freeze()
    gc.enable()
    return done


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a conversation go straight to the core on each database, and through each platform."""
    contract.generate(metafunc)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what goes through the platform that was asked for, if one was."""
    contract.choose(config, items)
