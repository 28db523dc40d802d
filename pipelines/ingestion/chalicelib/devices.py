"""What kind of device a user agent names.

A dozen words decide, as browsers' makers document them: a library that knows every model costs a
cold start ten times as much, to answer a question of five answers. An iPad that asks for desktop
pages calls itself a Mac, and is counted as one.
"""

import re
from functools import lru_cache

from contracts.clickstream import DeviceClass

_BOT = re.compile(
    r"(?<!cu)bots?(?:\b|_)|crawl|spider|slurp|headless|lighthouse|facebookexternalhit|embedly|"
    r"preview|monitor|fetch|curl/|wget/|python|java/|go-http|okhttp|axios/|\bnode\b|ruby|perl|"
    r"libwww|httpclient|postman",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk/|playbook|android(?!.*mobile)", re.IGNORECASE)
_PHONE = re.compile(
    r"iphone|ipod|android.*mobile|windows phone|mobile.*firefox|opera mini|blackberry|bb10",
    re.IGNORECASE,
)
_DESKTOP = re.compile(r"windows nt|macintosh|x11|cros |linux x86_64", re.IGNORECASE)


@lru_cache(maxsize=8192)
def device_class(user_agent: str) -> DeviceClass:
    """``unknown`` for an empty user agent, and for one that says nothing."""
    if _BOT.search(user_agent):
        return "bot"
    if _TABLET.search(user_agent):
        return "tablet"
    if _PHONE.search(user_agent):
        return "phone"
    if _DESKTOP.search(user_agent):
        return "desktop"
    return "unknown"
