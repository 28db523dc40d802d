"""Where a session came from, in one word, by its campaign and else by the site before ours.

A campaign knows better than a referrer: a link in a mail opened in a browser's mail page has both.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812

_PAID = ("cpc", "ppc", "cpm", "cpv", "cpa", "paid", "paid-search", "paidsearch", "paid-social",
         "paidsocial", "paid_search", "paid_social", "display", "banner", "retargeting",
         "shopping")  # fmt: skip
_EMAIL = ("email", "e-mail", "e_mail", "mail", "newsletter")
_SOCIAL = ("social", "social-media", "social_media", "sm", "social-network", "social_network")
_SEARCH = ("organic", "search", "seo")

# Names of sites, found between dots: www.google.co.uk is google's.
_SEARCH_SITES = ("google", "bing", "duckduckgo", "yahoo", "ecosia", "baidu", "yandex", "qwant",
                 "startpage", "naver", "seznam", "kagi", "perplexity")  # fmt: skip
_SOCIAL_SITES = ("facebook", "instagram", "pinterest", "tiktok", "youtube", "reddit", "linkedin",
                 "twitter", "snapchat", "whatsapp", "threads", "mastodon", "bsky", "vk", "tumblr",
                 "messenger", "weibo", "discord")  # fmt: skip
_SOCIAL_HOSTS = ("t.co", "x.com", "lnkd.in", "pin.it", "youtu.be", "fb.me", "t.me", "redd.it")
_MAIL_SITES = ("mail", "webmail", "outlook", "gmail")


def source(campaign_source: str, campaign_medium: str, referrer_host: str) -> Column:
    """direct, search, social, email, paid or referral, from the columns of these names."""
    medium, name = _plain(campaign_medium), _plain(campaign_source)
    host = _plain(referrer_host)
    named = (medium != "") | (name != "")
    return (
        F.when(medium.isin(*_PAID), "paid")
        .when(medium.isin(*_EMAIL) | name.isin(*_EMAIL), "email")
        .when(medium.isin(*_SOCIAL) | name.isin(*_SOCIAL_SITES, *_SOCIAL), "social")
        .when(medium.isin(*_SEARCH) | name.isin(*_SEARCH_SITES), "search")
        .when(named, "referral")
        .when(host == "", "direct")
        .when(_is_of(host, _MAIL_SITES), "email")
        .when(_is_of(host, _SOCIAL_SITES) | host.isin(*_SOCIAL_HOSTS), "social")
        .when(_is_of(host, _SEARCH_SITES), "search")
        .otherwise("referral")
    )


def _plain(name: str) -> Column:
    return F.lower(F.trim(F.coalesce(F.col(name), F.lit(""))))


def _is_of(host: Column, sites: tuple[str, ...]) -> Column:
    return host.rlike(rf"(^|\.)({'|'.join(sites)})\.")
