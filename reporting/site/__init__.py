"""Whether a site that runs somewhere serves what was released, and seals to the people it should: asked from outside.

for finding in verify_form("https://concerns.example", Manifest.of_package(), Pinned.of_keys(Path("keys"))):
    print(finding)
"""

from reporting.site.asking import AddressRefused
from reporting.site.manifest import Manifest, ManifestRefused
from reporting.site.people import Pinned, PinRefused
from reporting.site.verifying import Finding, verify_desk, verify_form

__all__ = [
    "AddressRefused",
    "Finding",
    "Manifest",
    "ManifestRefused",
    "PinRefused",
    "Pinned",
    "verify_desk",
    "verify_form",
]
