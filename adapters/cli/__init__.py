"""The command line of Kring: one file a command, imported only when it is called."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from adapters import calm

app = typer.Typer(
    help="Kring helps the facilitator of a learning network remember, ask, remind and count.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes any free one.")]
File = Annotated[Path, typer.Argument(help="A network file (YAML).")]


@app.command()
def demo(
    port: Port = 8484,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
    file: Annotated[list[Path] | None, typer.Option(help="A network file to live in.")] = None,
) -> None:
    """Try Kring: a local chat with two networks in it and a clock that you move."""
    calm.begin()
    from adapters.cli.demo import run

    run(port, open_browser, file)


@app.command()
def serve(
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="The secret is another from now on.")
    ] = False,
    role: Annotated[
        Literal["web", "worker", "all"],
        typer.Option(help="What this server does, where several share one PostgreSQL."),
    ] = "all",
) -> None:
    """Run Kring with the settings from the environment (KRING_…)."""
    calm.begin()
    from adapters.cli.serve import run

    run(new_secret, role)


@app.command()
def rehearse(
    file: File,
    answers: Annotated[Path | None, typer.Option(help="What people do (YAML).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show a network's whole year of messages, before anybody is asked."""
    calm.begin()
    from adapters.cli.rehearse import run

    calm.begun()
    run(file, answers, as_json)


@app.command(name="import")
def import_file(file: File) -> None:
    """Bring a network from a file into the database; nothing is sent until it is ready."""
    from adapters.cli.import_file import run

    run(file)


@app.command()
def migrate() -> None:
    """Make the database's tables, or bring them up to date."""
    from adapters.cli.migrate import run

    run()


@app.command()
def manifest(
    platform: Annotated[Literal["slack", "teams"], typer.Argument(help="For which platform.")],
    url: Annotated[str, typer.Option(help="Kring's own address, https://….")] = "",
    language: Annotated[str, typer.Option(help="Slack: en or nl.")] = "en",
    many: Annotated[bool, typer.Option("--many", help="Slack: many workspaces, OAuth.")] = False,
    socket: Annotated[bool, typer.Option("--socket", help="Slack: Socket Mode, no --url.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Slack: JSON, not YAML.")] = False,
    app_id: Annotated[str, typer.Option(help="Teams: application id at Microsoft.")] = "",
    along: Annotated[bool, typer.Option("--read-along", help="Teams: hear every line.")] = False,
    out: Annotated[Path, typer.Option(help="Teams: folder to write into.")] = Path("manifest"),
) -> None:
    """Make what an administrator installs Kring with in Slack or Teams."""
    from adapters.cli.manifest import slack, teams

    if platform == "teams":
        return teams(url, app_id, out, read_along=along)
    return slack(url, language, "oauth" if many else "socket" if socket else "http", as_json)


@app.command()
def forget_slack() -> None:
    """Forget the tokens of all workspaces, as when KRING_SECRET_KEY is lost."""
    from adapters.cli.forget_slack import run

    run()


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write all that is kept to one file, while the server works, and read it back."""
    from adapters.cli.backup import run

    run(file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that 'kring backup' wrote.")],
    force: Annotated[bool, typer.Option("--force", help="In the place of what is there.")] = False,
) -> None:
    """Put a backup into an empty database; stop the server first."""
    from adapters.cli.restore import run

    run(file, force)


@app.command()
def doctor() -> None:
    """Check the settings and the database, and say what is missing."""
    from adapters.cli.doctor import run

    run()
