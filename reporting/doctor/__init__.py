"""What is wrong with an instance and the machine it runs on, and what mends it.

for finding in examine(Asked(instance, keys, environ)):
    print(finding.level, finding.what)

Looks, and changes nothing. One file for each group of findings; each is a generator that is handed what was asked.
"""

from reporting.doctor.findings import Asked, Finding, Level
from reporting.doctor.groups import GROUPS, examine

__all__ = ["GROUPS", "Asked", "Finding", "Level", "examine"]
