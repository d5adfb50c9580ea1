"""Domains that were probably mistyped, and those that only look so."""

import pytest

from residents.repair.domains import COMMON, meant


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("naver.co", "naver.com"),
        ("naver.net", "naver.com"),
        ("nevar.com", "naver.com"),
        ("NAVER.COM.", "naver.com"),
        ("hanmial.net", "hanmail.net"),
        ("hanmail.com", "hanmail.net"),
        ("hanmil.net", "hanmail.net"),
        ("daum.ent", "daum.net"),
        ("daum.com", "daum.net"),
        ("nate.co", "nate.com"),
        ("kakao.con", "kakao.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("iclould.com", "icloud.com"),
    ],
)
def test_a_mistyped_domain_has_a_suggestion(typed, right) -> None:
    assert meant(typed) == right


@pytest.mark.parametrize(
    "domain",
    [*COMMON, "mail.com", "ymail.com", "me.com", "msn.com", "example.com", "example.net", "samsung.com", "snu.ac.kr",
     "sd.go.kr", "kt.com", "naver.example.com", "hanyang.ac.kr", "lg.com", "seoul.go.kr", "proton.me", "navercorp.com"],
)  # fmt: skip
def test_a_domain_that_is_what_it_says_has_none(domain) -> None:
    assert meant(domain) == ""
