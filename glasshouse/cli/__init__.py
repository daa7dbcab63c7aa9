"""The commands: a file for each kind, which registers them with `app` in the order of --help."""

from glasshouse.cli import run as run  # noqa: I001 - the order in which --help lists them
from glasshouse.cli import compare as compare
from glasshouse.cli import sweep as sweep
from glasshouse.cli import validate as validate
from glasshouse.cli import calibrate as calibrate
from glasshouse.cli import life as life
from glasshouse.cli import catalog as catalog
from glasshouse.cli import regimes as regimes
from glasshouse.cli import why as why
from glasshouse.cli import safeguards as safeguards
from glasshouse.cli import uncertainty as uncertainty
from glasshouse.cli import export as export
from glasshouse.cli import lab as lab
from glasshouse.cli.app import app as app


def main() -> None:
    """The command `glasshouse`."""
    app(prog_name="glasshouse")
