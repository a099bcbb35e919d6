"""``fit``: what data say."""

from __future__ import annotations

import argparse

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_format, status_help
from spectral_proofs.errors import ExitStatus

SUMMARY = "what measured spectra and loss curves say: exponents with honest intervals"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="something could be estimated", _3="too little data for any estimate")
    command.add_argument(
        "files", nargs="+", type=values.word, metavar="FILE", help="CSV, TSV, JSON lines, npz or Parquet"
    )
    command.add_argument(
        "--column",
        dest="columns",
        type=values.assignment,
        action="append",
        default=[],
        metavar="MEANING=NAME",
        help="the column that holds t, loss, error, lr, run, task, delta_loss, position, k, lambda, power or residual, "
        "where its name is not recognised",
    )
    window = command.add_argument_group("the law L = E + A t^-χ")
    window.add_argument("--from", dest="start", type=values.positive, metavar="T", help="first time (default: chosen)")
    window.add_argument("--to", dest="end", type=values.positive, metavar="T", help="last time")
    window.add_argument(
        "--floor", type=values.real, metavar="E", help="the floor E, where it is known (default: fitted)"
    )
    window.add_argument("--log-power", type=values.real, default=0.0, metavar="Y", help="fit (log t)^-Y t^-χ")
    window.add_argument(
        "--noise", choices=("auto", "absolute", "relative"), default="auto", help="of the loss, without standard errors"
    )
    window.add_argument(
        "--huber", type=values.positive, metavar="DELTA", help="sum of Huber's function, linear beyond DELTA"
    )
    add_format(command)


def run(arguments: argparse.Namespace) -> int:
    """Print what the files say."""
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.data.fit import fit
    from spectral_proofs.data.loss import Method
    from spectral_proofs.reporters import fit_json, fit_table, json

    method = Method(
        arguments.floor, arguments.log_power, arguments.noise, arguments.huber, arguments.start, arguments.end
    )
    result = fit(*arguments.files, columns=dict(arguments.columns), method=method)
    if arguments.format == "json":
        write(json.dump(fit_json.document(result)))
    else:
        show(fit_table.report(result))
    return ExitStatus.FINE if result.estimates else ExitStatus.UNDECIDED
