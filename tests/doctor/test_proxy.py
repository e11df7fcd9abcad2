"""The configuration of the server in front: the sample will do, and each thing taken out of it is told."""

from pathlib import Path

import pytest

from reporting.doctor import Level
from reporting.doctor.nginx_file import NotNginx, blocks
from tests.doctor.sound import Sound

SAMPLE = (Path(__file__).parents[2] / "deploy" / "nginx.conf").read_text(encoding="utf-8")


def told(well: Sound, text: str) -> list[str]:
    """What is serious about this configuration."""
    file = well.house.folder / "nginx.conf"
    file.write_text(text)
    well.asked["proxy_config"] = file
    assert {group for group, _ in well.serious()} <= {"proxy"}
    return [finding.what for _, finding in well.serious()]


def test_the_sample_will_do(well: Sound) -> None:
    assert told(well, SAMPLE) == []
    assert ("proxy", Level.FINE) in [(group, finding.level) for group, finding in well.found()]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("access_log off;", "", "logs who asks for what"),
        ("access_log off;", "access_log /var/log/nginx/access.log;", "logs who asks for what"),
        ("        location / {\n", "        location / {\n access_log /tmp/log;\n", "logs who asks for what"),
        ("    server {", "    server {\n access_log syslog:server=unix:/dev/log;", "logs who asks for what"),
        ("error_log stderr emerg;", "", "logs addresses with its errors"),
        ("error_log stderr emerg;", "error_log /var/log/nginx/error.log;", "logs addresses with its errors"),
        ("error_log stderr emerg;", "error_log /var/log/nginx/error.log crit;", "logs addresses with its errors"),
        ("proxy_request_buffering off;", "", "writes what is sent to a file"),
        ("proxy_request_buffering off;", "proxy_request_buffering on;", "writes what is sent to a file"),
        ("        location / {\n", "        location / {\n proxy_request_buffering on;\n", "writes what is sent"),
        ("proxy_max_temp_file_size 0;", "", "may write answers to a file"),
        ("proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_cache pages;", "keeps answers"),
        (
            'X-Forwarded-For ""',
            "X-Forwarded-For $proxy_add_x_forwarded_for",
            "hands on the address, as X-Forwarded-For",
        ),
        ('X-Real-IP ""', '"X-Real-IP" "${remote_addr}"', "hands on the address, as X-Real-IP"),
        ("ssl_protocols TLSv1.2", "ssl_protocols TLSv1.1 TLSv1.2", "TLS that can be broken"),
        ("proxy_pass", "fastcgi_pass", "passes nothing on"),
        ("http {", "http {{", "ends in the midst of a block"),
        ("http {", "http { }", "closed that was not opened"),
        ("user www-data;", 'user "www-data;', "cannot be read as nginx does"),
    ],
)
def test_what_would_be_written_down_is_told(well: Sound, old: str, new: str, said: str) -> None:
    assert old in SAMPLE
    found = told(well, SAMPLE.replace(old, new))
    assert found
    assert all(said in what for what in found)


def test_an_error_log_that_goes_nowhere_will_do(well: Sound) -> None:
    assert told(well, SAMPLE.replace("stderr emerg", "/dev/null")) == []


def test_where_it_is_wrong_is_said(well: Sound) -> None:
    found = told(well, SAMPLE.replace("server_name desk.example;\n        ssl", "server_name desk.example;\n"
                                      "        access_log /tmp/log;\n        ssl"))  # fmt: skip
    assert found
    assert all("(server desk.example" in what for what in found)


def test_what_an_include_names_is_not_vouched_for(well: Sound) -> None:
    told(well, SAMPLE.replace("access_log off;", "access_log off; include /etc/nginx/conf.d/*.conf;"))
    assert any("include" in what for what in well.advice())


def test_words_are_read_as_nginx_reads_them() -> None:
    text = "a { b \"c;{\" 'd}' e\\;f ${g}; } # h { i;\n"
    (block,) = blocks(text)
    assert block.own == {"b": [("c;{", "d}", "e\\;f", "${g}")]}
    with pytest.raises(NotNginx, match="Line 2"):
        list(blocks("a b;\n'c"))
