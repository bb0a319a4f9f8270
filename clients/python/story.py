"""The story of the main job, played against a running server by a client generated from its document."""

import os
import re
import time
from datetime import date, timedelta
from pathlib import Path

from dungthu_client import AuthenticatedClient, Client
from dungthu_client import models as m
from dungthu_client.api.accounts import log_in, register_account, verify_account
from dungthu_client.api.businesses import register_business
from dungthu_client.api.catalog import (
    assess_platform, change_platform, draft_platform, get_listing, list_platforms, publish_platform, start_review,
    submit_platform,
)
from dungthu_client.api.conversions import claim_conversion, confirm_conversion
from dungthu_client.api.reports import get_funnel
from dungthu_client.api.trials import accept_trial, activate_trial, list_trial_events, provision_trial, request_trial
from dungthu_client.api.vendors import approve_vendor, register_vendor

URL, MAILS, PASSWORD = os.environ["DUNGTHU_URL"], Path(os.environ["DUNGTHU_MAILS"]), os.environ["DUNGTHU_PASSWORD"]
anyone = Client(base_url=URL, raise_on_unexpected_status=True)


def of(answer):
    """What an operation answered; a problem ends the story with its code."""
    assert not isinstance(answer, m.Problem), f"{answer.status} {answer.code} {answer.detail}"
    assert answer is not None
    return answer


def linked(email):
    """The token of the link in the mail to somebody, once it has arrived."""
    for _ in range(200):
        for file in MAILS.glob("*.eml"):
            mail = re.sub(r"=\r?\n", "", file.read_text())
            token = re.search(r"/pages/verification/([\w-]{43})", mail)
            if token and (f"To: {email}" in mail or f"<{email}>" in mail):
                return token.group(1)
        time.sleep(0.05)
    raise AssertionError(f"no mail with a link to {email}")


def session(email, code=None):
    opened = of(log_in.sync(client=anyone, body=m.SessionIn(email=email, password=PASSWORD, code=code)))
    return AuthenticatedClient(base_url=URL, token=opened.token, raise_on_unexpected_status=True)


def register(email, name):
    person = m.RegistrationIn(email=email, name=name, password=PASSWORD, locale=m.Locale.VI)
    of(register_account.sync(client=anyone, body=person))
    verified = verify_account.sync_detailed(client=anyone, body=m.VerificationIn(token=linked(email), password=PASSWORD))
    assert verified.status_code == 204, verified
    return session(email)


# A code works for a minute: all log in at once.
reviewer = session("reviewer@demo.example", os.environ["DUNGTHU_REVIEWER_CODE"])
analyst = session("analyst@demo.example", os.environ["DUNGTHU_ANALYST_CODE"])
administrator = session("administrator@demo.example", os.environ["DUNGTHU_ADMINISTRATOR_CODE"])
sme = register("sme1@demo.example", "Chủ Doanh Nghiệp Demo")
business = of(register_business.sync(client=sme, body=m.BusinessIn(
    tax_code="9900000016", name="Công ty TNHH Demo 1 (demo)", province_code="79", industry_section="G",
    employees=8, revenue_vnd=4_000_000_000)))
assert business.size_class == m.SizeClass.MICRO

seller = register("vendor1@demo.example", "Người Bán Demo")
vendor = of(register_vendor.sync(client=seller, body=m.VendorIn(tax_code="9900000023", name="Demo Vendor Một (demo)")))
of(approve_vendor.sync(vendor.id, client=reviewer))
drafted = of(draft_platform.sync(client=seller, body=m.PlatformIn(
    vendor_id=vendor.id, slug="demo-so-sach", name="Sổ Sách Đại Việt (demo)", category_code="accounting_finance",
    summary_vi="Sổ sách và hóa đơn cho cửa hàng nhỏ.", summary_en="Books and invoices for small shops.",
    offers=[m.OfferIn(valid_from=date(2026, 1, 1), price_vnd_per_month=250_000, days=m.Days(micro=90, small=60))])))
etag = get_listing.sync_detailed(drafted.id, client=seller).headers["ETag"]
changed = of(change_platform.sync(drafted.id, client=seller, if_match=etag, body=m.PlatformPatch(
    summary_en="Books, invoices and taxes for small shops.")))
assert changed.summary_en == "Books, invoices and taxes for small shops."
of(submit_platform.sync(drafted.id, client=seller))
of(start_review.sync(drafted.id, client=reviewer))
found_met = m.AssessmentIn(scores=[m.Score(criterion=number, score=2, comment="Demo.") for number in range(1, 7)])
for who in (reviewer, administrator):
    of(assess_platform.sync(drafted.id, client=who, body=found_met))
of(publish_platform.sync(drafted.id, client=reviewer))

found = of(list_platforms.sync(client=anyone, q="so sach dai viet", size=m.SizeClass.MICRO))
assert [platform.id for platform in found.data] == [drafted.id]
asked = m.TrialIn(
    business_id=business.id, platform_id=drafted.id, need="Quản lý sổ sách và hóa đơn.",
    contact_name="Chủ Doanh Nghiệp Demo", contact_email="sme1@demo.example", consent_to_pass_contact=True,
    channel=m.Channel.DIRECT)
trial = of(request_trial.sync(client=sme, body=asked))
of(accept_trial.sync(trial.id, client=seller))
started = of(provision_trial.sync(trial.id, client=seller, body=m.ProvisioningIn(access_reference="demo-1")))
assert started.trial_end.isoformat().endswith("T16:59:59.999999+00:00"), started.trial_end
of(activate_trial.sync(trial.id, client=seller))

again = request_trial.sync(client=sme, body=asked)
assert isinstance(again, m.Problem) and (again.status, again.code) == (409, "second_trial"), again

of(claim_conversion.sync(trial.id, client=seller, body=m.ConversionIn(
    plan="Demo cơ bản", amount_vnd_per_month=250_000, starts_on=date.today() + timedelta(days=30), already_customer=False)))
conversion = of(confirm_conversion.sync(trial.id, client=sme, body=m.ConfirmationIn(already_customer=False)))
assert (conversion.status, conversion.counts, conversion.evidence_level) == (m.ConversionStatus.CONFIRMED, True, 1)

funnel = of(get_funnel.sync(client=analyst, group_by="province"))
assert [(row.cell.groups[0], row.started, row.confirmed) for row in funnel.data] == [("79", 1, 1)]
events = of(list_trial_events.sync(trial.id, client=sme))
assert events.data[-1].kind == "conversion.confirmed"
print("the story, by the Python client: told to its end")
