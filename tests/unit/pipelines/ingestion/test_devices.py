import pytest

from pipelines.ingestion.chalicelib.devices import device_class

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
            "desktop",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15", "desktop"),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "desktop",
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0.0.0", "desktop"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile/15E148 Safari/604.1",
            "phone",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36",
            "phone",
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "phone"),
        (
            f"Mozilla/5.0 (Linux; Android 9; CUBOT X19) {WEBKIT} Chrome/140.0 Mobile Safari/537.36",
            "phone",
        ),
        ("Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148", "tablet"),
        (
            f"Mozilla/5.0 (Linux; Android 10; SM-T510) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
            "tablet",
        ),
        ("Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0", "tablet"),
        (
            "Mozilla/5.0 (Linux; Android 11; KFTRWI) Silk/120.4 like Chrome/120.0 Safari/537.36",
            "tablet",
        ),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        (
            f"Mozilla/5.0 (Linux; Android 6.0.1) {WEBKIT} Mobile (compatible; bingbot/2.0)",
            "bot",
        ),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/140.0.0.0", "bot"),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "bot"),
        ("curl/8.5.0", "bot"),
        ("python-requests/2.32", "bot"),
        ("", "unknown"),
        ("Mozilla/5.0", "unknown"),
    ],
)
def test_the_words_of_browsers_and_robots_are_known(user_agent: str, expected: str) -> None:
    assert device_class(user_agent) == expected
