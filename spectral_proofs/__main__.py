"""``python -m spectral_proofs`` is the ``spectral-proofs`` command."""

import sys

from spectral_proofs.cli import main

if __name__ == "__main__":
    sys.exit(main())
