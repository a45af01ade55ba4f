"""The command line: `smtp550 run | worker | try | check | read | doctor | cases | forget | keys | move-to`.

Each command imports what it needs when it runs, so that `--help` is there at once and a filter carries no bot.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.cli.exits import EXIT_OK, EXIT_USAGE

if TYPE_CHECKING:
    from io import BufferedReader

app = typer.Typer(
    name="smtp550",
    help="Mail came back with error 550? Find out why, and what to do: in Slack, or right here.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Language = Annotated[
    str | None, typer.Option("--lang", metavar="en|ja", help="Language of the answer; default: the terminal's.")
]


@app.command()
def run(
    http: Annotated[bool, typer.Option("--http", help="Receive over HTTP (SMTP550_HOST, SMTP550_PORT).")] = False,
    or_try: Annotated[
        bool, typer.Option("--or-try", help="Start the playground where no Slack token is set at all.")
    ] = False,
) -> None:
    """Run the bot: over Socket Mode, or over HTTP with --http."""
    from bot.cli.serve import run_bot

    raise typer.Exit(run_bot(http=http, or_try=or_try))


@app.command()
def worker() -> None:
    """Work on cases that other processes received: for PostgreSQL, beside any number of run --http."""
    from bot.cli.serve import run_worker

    raise typer.Exit(run_worker())


@app.command("try")
def try_(
    online: Annotated[bool, typer.Option("--online", help="Ask the real DNS, not the built-in one.")] = False,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one; default: SMTP550_PORT.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Try the bot in a playground: a stand-in Slack workspace with a web page, offline by default."""
    from bot.cli.serve import run_playground

    raise typer.Exit(run_playground(online=online, port=port, open_browser=browser))


@app.command()
def check(
    address: Annotated[str | None, typer.Argument(help="The recipient's address, as it was typed.")] = None,
    sender: Annotated[
        str | None, typer.Option(metavar="DOMAIN|IP", help="Where the mail was sent from: a domain or an IP.")
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="CHECK,…", help="Only these checks: address,typo,mx,blocklist,sender,mailbox."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help='A filter over {"id", "address", "sender"?} lines on standard input.')
    ] = False,
    lang: Language = None,
) -> None:
    """Check an address: syntax, typos, its domain's mail servers, blocklists."""
    from bot.checks.named_sender import names_a_sender
    from bot.cli.check_filter import filter_addresses
    from bot.cli.check_one import check_one, parse_only

    try:
        checks = parse_only(only)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--only") from None
    if sender is not None and not names_a_sender(sender):
        raise typer.BadParameter("takes a domain or an IP address, such as example.com", param_hint="--sender")
    if as_jsonl:
        if address is not None or as_json:
            raise typer.BadParameter("reads standard input; it takes no ADDRESS and no --json", param_hint="--jsonl")
        raise typer.Exit(filter_addresses(sys.stdin.buffer, sys.stdout, checks, sender))
    if address is None:
        raise typer.BadParameter("which address? smtp550 check someone@example.com", param_hint="ADDRESS")
    raise typer.Exit(check_one(address, sender, checks, as_json=as_json, lang=lang))


@app.command()
def read(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE…|-]", help="Mails (.eml, .msg) or texts; - for input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help='A filter over {"id", "text"} or {"id", "raw_b64"} lines.')
    ] = False,
    lang: Language = None,
) -> None:
    """Read a bounce, without network: who was not reached, and why."""
    from bot.cli.read_bounces import filter_bounces, read_files

    if as_jsonl:
        if files or as_json:
            raise typer.BadParameter("reads standard input; it takes no FILE and no --json", param_hint="--jsonl")
        raise typer.Exit(filter_bounces(cast("BufferedReader", sys.stdin.buffer), sys.stdout.buffer))
    raise typer.Exit(read_files(files or [Path("-")], as_json=as_json, lang=lang))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    lang: Language = None,
) -> None:
    """Say whether tokens, scopes, database and DNS are in order, and what to do where not."""
    from bot.cli.examination import examine

    raise typer.Exit(examine(as_json=as_json, lang=lang))


@app.command()
def cases(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    workspace: Annotated[
        str | None, typer.Option(metavar="WORKSPACE", help="Of one workspace only (T0123456789).")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many, the newest.")] = 50,
    lang: Language = None,
) -> None:
    """List the cases that are open or given up, addresses masked, with the ids that are in the log."""
    from bot.cli.list_cases import list_cases

    raise typer.Exit(list_cases(workspace, limit, as_json=as_json, lang=lang))


@app.command()
def forget(
    target: Annotated[str, typer.Argument(metavar="WORKSPACE|ADDRESS", help="T0123456789, or someone@example.com.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    lang: Language = None,
) -> None:
    """Delete all of a workspace, or every case that holds an address; print how much it was."""
    from bot.cli.forget_rows import forget_rows, is_address, is_workspace

    if not is_workspace(target) and not is_address(target):
        raise typer.BadParameter(
            "neither a workspace (T0123456789) nor an address (someone@example.com)", param_hint="WORKSPACE|ADDRESS"
        )
    raise typer.Exit(forget_rows(target, as_json=as_json, lang=lang))


@app.command("move-to")
def move_to(
    url: Annotated[
        str | None,
        typer.Argument(
            metavar="URL",
            help="An empty database: postgresql://user:password@host/db. Without it, SMTP550_MOVE_TO_URL's: "
            "what stands in a command line, everybody on the machine can read.",
        ),
    ] = None,
    lang: Language = None,
) -> None:
    """Copy everything into another database, while the bot is stopped: from one machine to several."""
    from bot.cli.move_rows import move_rows

    raise typer.Exit(move_rows(url, lang=lang))


keys = typer.Typer(help="The keys that Slack's tokens are encrypted with, where several workspaces are served.")
app.add_typer(keys, name="keys", no_args_is_help=True)


@keys.command("new")
def keys_new() -> None:
    """Print a new key for SMTP550_ENCRYPTION_KEYS."""
    from bot.cases.token_cipher import new_key

    typer.echo(new_key())


@keys.command("rotate")
def keys_rotate(lang: Language = None) -> None:
    """Encrypt every stored token with the first of SMTP550_ENCRYPTION_KEYS; then the others can go."""
    from bot.cli.rotate_keys import rotate_keys

    raise typer.Exit(rotate_keys(lang=lang))


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"smtp550 {version('smtp550')}")
        raise typer.Exit(EXIT_OK)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version  # its callback has spoken


def main() -> None:
    """Run the command line; a settings error ends with its sentence and exit code 2, never with a traceback."""
    from bot.config import ConfigError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal of another encoding (cp932, latin-1) lacks our marks; an answer with a "?" in it is an answer.
            stream.reconfigure(errors="replace")
    try:
        app()
    except ConfigError as error:
        from bot.cli.console import say_faults

        say_faults(error)
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nobody is left to tell.
        sys.stderr.close()
        sys.exit(EXIT_OK)
