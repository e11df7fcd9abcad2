"""Debian's Firefox with the settings of Tor Browser that a page can feel, told to ask nobody but this machine.

with firefox() as browser, browser.window(java_script=False) as window:
    window.goes("http://localhost:8000/")
    window.writes("#what_happened", "He followed me.")
"""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.doorman import Doorman, doorman
from tests.ports import free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of a package behind it that asks which Linux this is
    from marionette_driver import By, Wait
    from marionette_driver.errors import NoSuchElementException, StaleElementException, UnknownException
    from marionette_driver.keys import Keys as Keys
    from marionette_driver.marionette import ActionSequence, Marionette, WebElement

LEFT_OUT = "LEFT OUT: tests in Firefox, since Debian's firefox-esr is not installed"
MAKERS = (".mozilla.com", ".mozilla.org", ".mozilla.net", ".firefox.com")
PATIENCE = 60
"""Seconds: the first file waits until the box stands."""


def executable() -> str | None:
    return shutil.which("firefox-esr")


class Window:
    """The only window of its browser, driven from outside, so that it obeys with JavaScript off as well."""

    def __init__(self, driver: Marionette, asked: Doorman) -> None:
        self.driver, self._asked = driver, asked

    @property
    def strangers(self) -> set[str]:
        """Whom the page wanted to ask besides this machine. What Firefox asks its makers is none of the page's."""
        return {host for host in self._asked.hosts if not host.endswith(MAKERS)}

    @property
    def address(self) -> str:
        """Where this window is, as Firefox shows it."""
        return str(self.driver.get_url())

    @property
    def page(self) -> str:
        return str(self.driver.page_source)

    def goes(self, url: str) -> None:
        self.driver.navigate(url)

    def goes_back(self) -> None:
        self.driver.go_back()

    def sees(self, words: str, where: str = "main") -> str:
        """Wait until these words stand there; gives all that does."""

        def found(_: Marionette) -> str | None:
            said = str(self.driver.find_element(By.CSS_SELECTOR, where).text)
            return said if words in said else None

        return str(self._until(found, f"no “{words}” in {where}"))

    def one(self, selector: str) -> WebElement:
        """Wait for it."""
        return self._until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector), f"no {selector}")

    def all(self, selector: str) -> list[WebElement]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def writes(self, selector: str, text: str) -> None:
        self.one(selector).send_keys(text)

    def value(self, selector: str) -> str:
        return str(self.one(selector).get_property("value"))

    def clicks_away(self, selector: str) -> None:
        """Follow a link to somebody else: Firefox shows its own page of an error there."""
        try:
            self.one(selector).click()
        except UnknownException as refused:
            if "about:neterror" not in str(refused):
                raise

    def chooses(self, selector: str, *files: Path) -> None:
        for file in files:
            self.one(selector).send_keys(str(file))

    def presses(self, words: str, tag: str = "button") -> None:
        """A button, a link, a folded part, by what stands on it."""
        said = f"//{tag}[contains(normalize-space(.), '{words}')]"
        self._until(lambda driver: driver.find_element(By.XPATH, said), f"no {tag} “{words}”").click()

    def strikes(self, key: str, times: int) -> None:
        keys = ActionSequence(self.driver, "key", "keyboard")
        for _ in range(times):
            keys.key_down(key).key_up(key)
        keys.perform()

    def leaves(self, host: str) -> None:
        """Wait until the window has gone to somebody else, whom it does not reach."""
        self._until(lambda driver: f"//{host}/" in driver.get_url() and host in self.strangers, f"not at {host}")

    def finds(self, script: str) -> bool:
        """What a function body gives in the page, once all that it waits for is done. Needs JavaScript."""
        return bool(self.driver.execute_script(script))

    def shot(self, file: Path) -> None:
        with file.open("wb") as out:
            self.driver.save_screenshot(out, full=True)

    def _until(self, found: object, otherwise: str) -> WebElement:
        patient = Wait(
            self.driver,
            timeout=PATIENCE,
            interval=0.05,
            ignored_exceptions=[NoSuchElementException, StaleElementException],
        )
        return patient.until(found, message=otherwise)


FORGET = """
const [forgotten] = arguments;
Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, { onDataDeleted: forgotten });
"""


class Firefox:
    """A browser that is started once, since that is most of what a window of its own would take."""

    def __init__(self, driver: Marionette, asked: Doorman) -> None:
        self._driver, self._asked = driver, asked

    @contextmanager
    def window(self, *, java_script: bool = True, width: int = 1200) -> Iterator[Window]:
        """A window that has been nowhere, in a browser that remembers nothing of those before it."""
        driver, before = self._driver, self._driver.window_handles
        driver.set_pref("javascript.enabled", java_script)
        opened = driver.open(type="window")["handle"]
        for handle in before:
            driver.switch_to_window(handle)
            driver.close()
        driver.switch_to_window(opened)
        with driver.using_context("chrome"):
            assert driver.execute_async_script(FORGET) == 0, "something of the window before is kept"
        driver.set_window_rect(width=width, height=1000)
        self._asked.hosts.clear()
        yield Window(driver, self._asked)


@contextmanager
def firefox() -> Iterator[Firefox]:
    """As Tor Browser is set: the same answers to whoever takes fingerprints, and nothing kept."""
    with doorman() as asked:
        prefs = {
            "privacy.resistFingerprinting": True,
            "browser.privatebrowsing.autostart": True,
            # All names but localhost go to a proxy that writes down whom it was asked for and lets nobody through.
            "network.proxy.type": 1,
            "network.proxy.http": "127.0.0.1",
            "network.proxy.http_port": asked.port,
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": asked.port,
            "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
            "network.proxy.failover_direct": False,
            "network.captive-portal-service.enabled": False,
            "network.connectivity-service.enabled": False,
        }
        driver = Marionette(bin=executable(), headless=True, port=free_port(), gecko_log="-", prefs=prefs)
        try:
            driver.start_session()
            yield Firefox(driver, asked)
        finally:
            driver.quit(in_app=False)
            driver.cleanup()
            driver.instance.profile.cleanup()  # another one, which it has made for a next start
