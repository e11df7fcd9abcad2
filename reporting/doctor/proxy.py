"""The server in front: what its configuration lets it write down (nginx.org/en/docs/dirindex.html)."""

import re
from collections.abc import Iterator

from reporting.doctor.findings import Asked, Finding, advice, fine, refused, serious
from reporting.doctor.nginx_file import Block, NotNginx, blocks

OLD_TLS = {"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"}
QUIET = "emerg"
"""At every level below, from `crit` on, nginx writes addresses: of failed handshakes, refused bodies, slow clients."""
ADDRESS = re.compile(r"\$\{?(remote_addr|binary_remote_addr|proxy_add_x_forwarded_for|realip_remote_addr)\b")


def look(asked: Asked) -> Iterator[Finding]:
    """Only when a file was named."""
    if asked.proxy_config is None:
        return
    try:
        found = list(blocks(asked.proxy_config.read_text(encoding="utf-8")))
    except NotNginx as error:
        yield refused(error)
        return
    except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
        yield serious(f"{asked.proxy_config} is no file that can be read.", "Name the configuration of nginx.")
        return
    ours = [block for block in found if "proxy_pass" in block.own]
    if not ours:
        yield serious(f"{asked.proxy_config} passes nothing on to form or desk.", "Name the file that has proxy_pass.")
    faults = [fault for block in found if "proxy_pass" in block.own or _answers(block) for fault in _written(block)]
    faults += [fault for block in ours for fault in _kept(block)]
    faults += [fault for block in found if block.words == ("server",) for fault in _tls(block)]
    yield from dict.fromkeys(faults)
    if any("include" in block.own for block in found):
        yield advice("Files that an include names were not looked at.", "Look at the whole: nginx -T, saved as a file.")
    if ours and not faults:
        yield fine(f"{asked.proxy_config} has nginx write down neither addresses nor what is sent.")


def _answers(block: Block) -> bool:
    return block.words[:1] in (("server",), ("location",))


def _written(block: Block) -> Iterator[Finding]:
    """Logs: on by default, and inherited."""
    logs = block.values("access_log")
    if not logs or any(log[:1] != ("off",) for log in logs):
        yield serious(f"nginx logs who asks for what, and when ({block.name}).", "access_log off;")
    errors = block.values("error_log")
    if not errors or any(log[0] != "/dev/null" and log[1:2] != (QUIET,) for log in errors):
        yield serious(f"nginx logs addresses with its errors ({block.name}).", "error_log stderr emerg;")


def _kept(block: Block) -> Iterator[Finding]:
    """Bodies and answers hold what was written, in clear, and the twelve words."""
    if block.values("proxy_request_buffering") != [("off",)]:
        yield serious(f"nginx writes what is sent to a file ({block.name}).", "proxy_request_buffering off;")
    unbuffered = block.values("proxy_buffering") == [("off",)]
    if not unbuffered and block.values("proxy_max_temp_file_size") != [("0",)]:
        yield serious(f"nginx may write answers to a file ({block.name}).", "proxy_max_temp_file_size 0;")
    if any(value != ("off",) for value in block.values("proxy_cache")):
        yield serious(f"nginx keeps answers ({block.name}).", "Remove proxy_cache.")
    for header in block.values("proxy_set_header"):
        if any(ADDRESS.search(word) for word in header[1:]):
            what = f"nginx hands on the address, as {header[0]} ({block.name})."
            yield serious(what, f'proxy_set_header {header[0]} "";')


def _tls(server: Block) -> Iterator[Finding]:
    protocols = {word for value in server.values("ssl_protocols") for word in value}
    if protocols & OLD_TLS:
        yield serious(f"nginx speaks TLS that can be broken ({server.name}).", "ssl_protocols TLSv1.2 TLSv1.3;")
    if server.values("server_tokens") != [("off",)]:
        yield advice(f"nginx tells its version ({server.name}).", "server_tokens off;")
