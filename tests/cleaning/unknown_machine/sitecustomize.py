"""Makes a Python that finds this folder believe it runs on a machine of which we have no table of system calls."""

import platform

platform.machine = lambda: "riscv64"
