"""What schemathesis cannot learn from the document: values of the project's own formats, from the reference data."""

import csv
import datetime

import schemathesis
from hypothesis import strategies as st


def column(file, name):
    with open(f"../seed/{file}.csv", newline="", encoding="utf-8") as rows:
        return st.sampled_from(sorted({row[name] for row in csv.DictReader(rows)}))


def tax_code(serial):
    """Circular 105/2020/TT-BTC; a remainder of 0 has no code. Made-up firms begin with 99."""
    nine = f"99{serial:07}"
    rest = sum(int(digit) * weight for digit, weight in zip(nine, (31, 29, 23, 19, 17, 13, 7, 5, 3))) % 11
    return f"{nine}{10 - rest}" if rest else None


schemathesis.openapi.format("tax-code", st.integers(0, 9_999_999).map(tax_code).filter(bool))
schemathesis.openapi.format("province-code", column("provinces", "code"))
schemathesis.openapi.format("industry-section", column("industries", "section"))
schemathesis.openapi.format("category-code", column("categories", "code"))
schemathesis.openapi.format("reason-code", column("reasons", "code"))

TODAY = datetime.date.today()
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyẮắẠạỆệỮữ 0123456789.,;:!?-()\"'&<>%_"
schemathesis.openapi.format("text", st.text(LETTERS, min_size=1).filter(str.strip))
schemathesis.openapi.format("email", st.from_regex(r"[a-z0-9]{1,20}@demo\.example", fullmatch=True))
schemathesis.openapi.format(
    "date", st.dates(TODAY - datetime.timedelta(400), TODAY + datetime.timedelta(400)).map(datetime.date.isoformat))
