"""`python -m aclrepl` is the command `aclrepl`."""

import sys

from aclrepl.cli import main

if __name__ == "__main__":
    sys.exit(main())
