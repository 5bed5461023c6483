"""A click group that imports a command only when it is used, and turns failures into exit codes.

Exit codes: 0 done, 1 failed, 2 the user's input is wrong.
"""

from __future__ import annotations

import errno
import importlib
from collections.abc import Mapping
from typing import Any

import rich_click as click
from click.exceptions import Exit

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import report_defect, report_system_failure
from workforce_sim.errors import UserError, ran_out_of_memory
from workforce_sim.lookalikes import named
from workforce_sim.texts import one_line, unfit_in_a_line


class LazyGroup(click.RichGroup):
    """Commands by name, each given as `module:attribute` and a one-line help text."""

    def __init__(
        self,
        *args: Any,
        lazy_commands: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lazy_commands = dict(lazy_commands or {})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse arguments that are no text: nothing after this door need expect one."""
        for argument in args:
            if odd := unfit_in_a_line(argument):
                shown, what = one_line(argument), named(argument[odd[0]])
                raise click.UsageError(
                    f"There is {what} in '{shown}'. Write it without; rename a file called so.", ctx
                )
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order a user meets them, not in the order of the alphabet."""
        return [*self.lazy_commands, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module on first use."""
        if cmd_name not in self.lazy_commands:
            return super().get_command(ctx, cmd_name)
        module_name, attribute = self.lazy_commands[cmd_name].split(":")
        command = getattr(importlib.import_module(module_name), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command when the one asked for does not exist."""
        from workforce_sim.cli.suggest import did_you_mean

        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            hint = did_you_mean(name, self.list_commands(ctx))
            raise click.UsageError(f"There is no command '{name}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a user never sees a traceback for a mistake of their own."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            say(str(error), err=True)
            ctx.exit(error.exit_code)
        except (click.ClickException, Exit, click.Abort, KeyboardInterrupt):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            report_system_failure(ctx, error)
            ctx.exit(1)
        except Exception as error:
            if ran_out_of_memory(error):
                say("Failed: there was not enough memory. Close other programs.", err=True)
            else:
                report_defect(ctx, error)
            ctx.exit(1)
