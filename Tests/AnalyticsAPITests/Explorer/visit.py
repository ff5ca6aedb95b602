"""Visits the explorer with a headless Chromium, as a person does, and prints what is wrong, as JSON by scenario.

visit.py SETTINGS, a JSON object: "open" and "locked" are the addresses of two servers with the same datasets, of which the second
wants "key", which may read, "writer", which may also add rows, or "narrow", which may read sales alone; "balanced" is one that
stands behind a load balancer, whose users have the field "user"; "chromium" is the browser; "folder" is an empty folder for files.
"""

import http.client
import http.server
import json
import pathlib
import sys
import threading
import time
import traceback
import unicodedata

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

settings = json.loads(sys.argv[1])
folder = pathlib.Path(settings["folder"])
axe = Axe()

CSV = "Datum;Umsatz (EUR);Land;Menge\n" + "".join(
    f"{1 + day % 28:02}.{1 + day // 28:02}.2026;{100 + day},5;{'DE' if day % 3 else 'FR'};{day % 7}\n" for day in range(84)
)
# The time that a debug build may take on a busy machine, in milliseconds.
PATIENCE = 60_000


class Fault(Exception):
    """A thing that is not as a person expects it."""


def expect(truth, text):
    if not truth:
        raise Fault(text)


class Visit:
    """A page with its faults: errors in the console, failed requests, uncaught exceptions."""

    def __init__(self, browser, faults, allowed=(), **options):
        options = {"viewport": {"width": 1280, "height": 900}, "timezone_id": "Europe/Berlin", "locale": "en-GB", **options}
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE)
        self.faults = faults
        self.allowed = allowed
        self.is_plain = options.get("java_script_enabled") is False
        self.page = self.watch(self.context.new_page())

    def watch(self, page):
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on("requestfailed", self.failed)
        return page

    def console(self, message):
        if message.type in ("error", "warning") and not any(text in message.text for text in self.allowed):
            self.faults.append(f"console: {message.text}")

    def failed(self, request):
        # A page that is left, and a query that is replaced, end their requests. Without script, no module is loaded.
        if "ERR_ABORTED" not in (request.failure or "") and not (self.is_plain and request.url.endswith(".js")):
            self.faults.append(f"request: {request.url} {request.failure}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


def until(page, condition):
    """Waits for a condition in JavaScript. Playwright's own wait evaluates texts in the page, which the page's policy forbids."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(condition):
        expect(time.monotonic() < end, f"waited in vain for {condition}")
        page.wait_for_timeout(50)


def wait_for_chart(page):
    until(page, "document.querySelector('.panel img.chart')?.naturalWidth > 0")
    until(page, "!document.querySelector('.answer').hasAttribute('aria-busy')")


def table_of(page):
    page.get_by_role("tab", name="Table").click()
    page.wait_for_selector(".panel table")
    until(page, "!document.querySelector('.answer').hasAttribute('aria-busy')")
    return page.locator(".panel tbody tr").all_inner_texts()


def load(browser, faults):
    """A dropped file is previewed, corrected and loaded, and its chart is shown. The name of a second one is free."""
    with Visit(browser, faults) as visit:
        page = visit.page
        page.goto(settings["open"] + "/")
        page.wait_for_selector(".datasets li")
        page.evaluate(
            """([text, name]) => {
                const data = new DataTransfer();
                data.items.add(new File([text], name, {type: "text/csv"}));
                document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
            }""",
            [CSV, "Umsätze 2026.csv"],
        )
        page.wait_for_selector("ol.columns")
        expect(page.get_by_label("Name of the dataset").input_value() == "umsaetze_2026", "the name follows the file's")
        expect(page.get_by_label("Type of Datum").input_value() == "date", "the days are found")
        expect(page.get_by_label("Type of Umsatz (EUR)").input_value() == "decimal", "the decimal comma is found")
        reasons = page.locator(".reason").all_inner_texts()
        expect("dates with dots" in reasons[0], f"the reason of a type: {reasons}")
        visit.allowed = ("status of 400",)
        page.get_by_label("Type of Menge").select_option("decimal")
        until(page, "!document.querySelector('.load button.primary').disabled")
        page.get_by_label("Type of Land").select_option("integer")
        until(page, "document.querySelector('[aria-invalid]') !== null")
        land = page.get_by_label("Type of Land")
        expect(land.get_attribute("aria-invalid") == "true", "a contradiction is shown beside the type")
        page.get_by_label("Type of Land").select_option("string")
        until(page, "!document.querySelector('.load button.primary').disabled && !document.querySelector('[aria-invalid]')")
        page.get_by_role("button", name="Load", exact=True).click()
        page.wait_for_url("**/explore/umsaetze_2026**")
        wait_for_chart(page)
        expect("umsaetze_2026" in page.locator("h1").inner_text(), "the dataset's name is the heading")
        alternative = page.locator("img.chart").get_attribute("alt")
        expect(alternative.startswith("Line chart of"), f"the chart has a description: {alternative}")
        expect("84 rows" in page.locator(".title").inner_text(), "the number of rows is told")
        described = page.evaluate("fetch('/v1/datasets/umsaetze_2026').then(answer => answer.json())")
        types = {column["name"]: column["type"] for column in described["columns"]}
        expect(types["menge"] == "decimal", f"the corrected type is the dataset's: {types}")
        heads = " ".join(table_of(page)) and page.locator(".panel thead").inner_text()
        expect("Sum of Umsatz (EUR)" in heads, f"a heading has the column's label: {heads}")

        page.goto(settings["open"] + "/")
        page.get_by_role("heading", name="Load a file").wait_for()
        visit.allowed = ()
        for file, proposed in [("Umsätze 2026.csv", "umsaetze_2026_2"), ("orders.csv", "orders_2"), ("売上.csv", "data")]:
            (folder / file).write_text(CSV)
            page.set_input_files("#file", folder / file)
            page.wait_for_selector("ol.columns")
            name = page.get_by_label("Name of the dataset").input_value()
            expect(name == proposed, f"the name is free: {name}")
            page.get_by_role("button", name="Cancel").click()


def hints(browser, faults):
    """The server names the dataset for a file of any system, and remedies name the page's controls instead of parameters."""
    with Visit(browser, faults) as visit:
        page = visit.page
        # macOS writes letters apart from their marks.
        path = folder / unicodedata.normalize("NFD", "Überträge 2026.csv")
        path.write_text("due;Ort\n01/02/2026;a\n03/04/2026;b\n")
        page.goto(settings["open"] + "/")
        page.get_by_role("heading", name="Load a file").wait_for()
        page.set_input_files("#file", path)
        page.wait_for_selector("ol.columns")
        name = page.get_by_label("Name of the dataset").input_value()
        expect(name == "uebertraege_2026", f"the name is that of the composed letters: {name}")
        visit.allowed = ("status of 400", "status of 422")
        page.get_by_label("Type of due").select_option("date")
        page.wait_for_selector("[aria-invalid=true]")
        text = page.locator(".error:not([hidden])").first.inner_text()
        expect('choose day first or month first in "Notation of due"' in text, f"the remedy names the control: {text}")
        expect("dates.due" not in page.locator("main").inner_text(), "no parameter is quoted")
        page.get_by_label("Notation of due").select_option("mdy")
        until(page, "!document.querySelector('[aria-invalid]') && !document.querySelector('.load button.primary').disabled")
        expect('chosen in "Type of due"' in page.locator(".reason").first.inner_text(), "a chosen type says so")

        path = folder / "windows.csv"
        path.write_bytes("Stadt;Betrag\nKöln;1\n".encode("windows-1252"))
        page.reload()
        page.get_by_role("heading", name="Load a file").wait_for()
        page.set_input_files("#file", path)
        until(page, "document.querySelector('.preview .alert')?.textContent")
        text = page.locator(".preview .alert").inner_text()
        expect('choose Windows-1252 in "Encoding"' in text and "encoding=" not in text, f"the remedy names the control: {text}")
        expect(page.get_by_label("Encoding").is_visible(), "the section of the control is open")
        page.get_by_label("Encoding").select_option("windows-1252")
        page.wait_for_selector("ol.columns")
        expect(not page.locator(".preview .alert").inner_text(), "the remedy helps")


def sharing(browser, faults):
    """A query is saved, opened, updated, shared by a link and deleted; an ended link shows a page that says what to do."""
    allowed = ("status of 404",)
    with Visit(browser, faults, allowed=allowed, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.page
        page.goto(settings["open"] + "/explore/orders")
        wait_for_chart(page)
        heading = page.locator(".answer h2")
        expect(heading.inner_text() == "Number of rows and sum of amount by month", f"the query in words: {heading.inner_text()}")
        page.get_by_role("button", name="Save…").click()
        dialogue = page.get_by_role("dialog")
        dialogue.get_by_label("Name").fill("monthly")
        dialogue.get_by_label("Title").fill("Orders a month")
        dialogue.get_by_label("Description").fill("All countries")
        dialogue.get_by_role("button", name="Save", exact=True).click()
        dialogue.wait_for(state="detached")
        expect(heading.inner_text() == "Orders a month", f"the title is the heading: {heading.inner_text()}")
        expect("saved=monthly" in page.url, "the address names the saved query")
        expect("Saved queries (1)" in page.locator(".kept").inner_text(), "the list has it")

        page.get_by_label("Kind of chart").select_option("bar")
        wait_for_chart(page)
        until(page, "document.querySelector('.answer h2').textContent !== 'Orders a month'")
        page.get_by_role("button", name="Share…").click()
        expect("Save the changes first" in dialogue.inner_text(), "a changed query is saved before it is shared")
        dialogue.get_by_role("button", name="Update").click()
        dialogue.get_by_role("button", name="Create a link").click()
        copying = dialogue.get_by_role("button", name="Copy the address of the link")
        copying.click()
        address = page.evaluate("navigator.clipboard.readText()")
        expect(address.startswith(settings["open"] + "/s/weir_ln_"), f"the address is copied: {address[:40]}")
        until(page, "document.querySelector('dialog .links')?.textContent.includes('valid, ends')")

        visitor = visit.watch(visit.context.new_page())
        visitor.goto(address)
        expect(visitor.locator("h1").inner_text() == "Orders a month", "the link's page has the title")
        expect(visitor.locator("img").get_attribute("alt").startswith("Bar chart of"), "the chart of the update is shown")
        expect(visitor.evaluate("document.querySelector('img').naturalWidth") > 0, "the chart is drawn")
        expect("Sum of amount" in visitor.locator("thead").inner_text(), "the heads are in words")
        with visitor.expect_download() as download:
            visitor.get_by_role("link", name="Download CSV").click()
        expect(pathlib.Path(download.value.path()).read_text().startswith("ts.month,"), "the CSV is downloaded")

        revoking = dialogue.get_by_role("button", name="Revoke the link Link")
        revoking.click()
        expect(revoking.inner_text() == "Revoke for good", "the button asks again")
        revoking.click()
        until(page, "!document.querySelector('dialog').textContent.includes('valid, ends')")
        dialogue.get_by_role("button", name="Close").click()
        expect(page.evaluate("document.activeElement.textContent") == "Share…", "the focus is where it was")
        answer = visitor.reload()
        expect(answer.status == 404 and "does not work" in visitor.locator("h1").inner_text(), "a revoked link says so")
        expect("new one" in visitor.locator("main").inner_text(), "the page has a remedy")

        other = visit.watch(visit.context.new_page())
        other.goto(settings["open"] + "/explore/orders#saved=monthly")
        wait_for_chart(other)
        expect(other.locator(".answer h2").inner_text() == "Orders a month", "an address with the name alone opens it")
        expect(other.get_by_label("Kind of chart").input_value() == "bar", "with its kind of chart")
        other.get_by_label("Limit").fill("5")
        other.get_by_label("Limit").press("Enter")
        until(other, "document.querySelector('.answer h2').textContent !== 'Orders a month'")
        other.get_by_role("button", name="Orders a month", exact=True).click()
        until(other, "document.querySelector('.answer h2').textContent === 'Orders a month'")
        other.get_by_role("button", name="Delete Orders a month").click()
        other.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
        until(other, "document.querySelector('.kept').textContent.includes('None yet')")
        expect("saved=" not in other.url, "the address names it no longer")


def rights(browser, faults):
    """The page offers what the identity may do."""
    for key, may_save in [(settings["key"], False), (settings["writer"], True)]:
        with Visit(browser, faults, allowed=("status of 401",)) as visit:
            page = visit.page
            page.goto(settings["locked"] + "/")
            page.get_by_role("textbox", name="Key").fill(key)
            page.keyboard.press("Enter")
            page.wait_for_selector(".datasets li")
            until(page, "document.getElementById('session').textContent.includes('may read')")
            expect(not page.get_by_text("Load a file").is_visible(), "no file is asked for")
            expect(not page.get_by_text("Choose a file").is_visible(), "no file is asked for")
            page.get_by_role("link", name="orders").click()
            wait_for_chart(page)
            until(page, "document.getElementById('session').textContent.includes('may read')")
            for name in ["Save…", "Share…"]:
                expect(page.get_by_role("button", name=name).is_visible() == may_save, f"{name}: {may_save}")
            if not may_save:
                continue
            page.get_by_role("button", name="Save…").click()
            dialogue = page.get_by_role("dialog")
            dialogue.get_by_label("Name").fill("of_writer")
            dialogue.get_by_role("button", name="Save", exact=True).click()
            dialogue.wait_for(state="detached")
            page.get_by_role("button", name="Delete of_writer").click()
            dialogue.get_by_role("button", name="Delete", exact=True).click()
            until(page, "!document.querySelector('.kept').textContent.includes('of_writer')")
    with Visit(browser, faults, allowed=("status of 401",)) as visit:
        page = visit.page
        page.goto(settings["locked"] + "/explore/sales")
        page.get_by_role("textbox", name="Key").fill(settings["narrow"])
        page.keyboard.press("Enter")
        wait_for_chart(page)
        page.get_by_role("button", name="Add a group").click()
        menu = page.get_by_role("combobox", name="Group 1", exact=True)
        texts = menu.locator("option").all_inner_texts()
        expect(texts[1:] == ["Customer (customer_id)", "amount"], f"no column of a dataset without right is offered: {texts}")


def query(browser, faults):
    """Measures, groups, a filter and an order lead to a table, and the address reproduces it."""
    with Visit(browser, faults) as visit:
        page = visit.page
        page.goto(settings["open"] + "/explore/orders")
        wait_for_chart(page)
        page.get_by_role("combobox", name="Buckets", exact=True).select_option("")
        page.get_by_role("button", name="Add a measure").click()
        page.get_by_role("combobox", name="Measure 3", exact=True).select_option("percentile")
        page.get_by_role("group", name="Measure 3", exact=True).get_by_label("Column").select_option("amount")
        page.get_by_role("button", name="Add a group").click()
        page.get_by_role("combobox", name="Group 1", exact=True).select_option("country")
        page.get_by_role("button", name="Add a filter").click()
        row = page.get_by_role("group", name="Filter 1")
        row.get_by_label("Column").select_option("country")
        row.get_by_label("Condition").select_option("in")
        row.get_by_label("Values, one a line").fill("DE\nFR")
        row.get_by_label("Values, one a line").press("Tab")
        page.get_by_label("Order by").select_option("country")
        page.get_by_label("Direction").select_option("asc")
        rows = table_of(page)
        until(page, "document.querySelectorAll('.panel tbody tr').length === 2")
        rows = page.locator(".panel tbody tr").all_inner_texts()
        expect([text.split("\t")[0] for text in rows] == ["DE", "FR"], f"the filter and the order hold: {rows}")
        expect(len(rows[0].split("\t")) == 4, f"the measures are columns: {rows}")
        expect("Percentile 95 of amount" in page.locator(".panel thead").inner_text(), "the percentile is a column")

        copy = visit.watch(visit.context.new_page())
        copy.goto(page.url)
        copy.wait_for_selector(".panel tbody tr")
        expect(copy.locator(".panel tbody tr").all_inner_texts() == rows, "the address reproduces the table")
        group = copy.get_by_role("combobox", name="Group 1", exact=True)
        expect(group.input_value() == "country", "the address reproduces the form")
        copy.close()

        page.get_by_role("button", name="Number of rows", exact=True).click()
        page.wait_for_selector("th[aria-sort=descending]")
        expect("\"order\":[[\"count\",\"desc\"]]" in page.evaluate("decodeURIComponent(location.hash)"), "a heading sorts")
        page.go_back()
        until(page, "document.querySelector('th[aria-sort]')?.textContent.includes('country')")
        page.get_by_role("tab", name="Chart").click()
        wait_for_chart(page)
        page.get_by_label("Kind of chart").select_option("bar")
        wait_for_chart(page)
        page.get_by_role("tab", name="Plan").click()
        page.wait_for_selector("dl.plan")
        page.get_by_role("tab", name="Request").click()
        page.wait_for_selector(".requests")
        texts = page.locator("pre").all_inner_texts()
        expect(texts[0].startswith("curl -s") and "urllib.request" in texts[1], f"the request for programs: {texts}")
        answer = page.request.get(texts[2])
        expect(answer.ok and answer.text().startswith("country,count,"), f"the address of the CSV answers: {answer.text()[:80]}")
        expect("&chart=bar" in texts[4], f"the address of the picture has its kind: {texts[4]}")
        answer = page.request.get(texts[4])
        expect(answer.ok and ">Bar chart of" in answer.text(), f"the address of the picture answers: {answer.text()[:80]}")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").click()
        expect(download.value.suggested_filename == "orders.csv", "the CSV is a file")


        lookups(page)


def lookups(page):
    """The columns of another dataset are offered as groups, conditions and columns of the measures that they can have."""
    page.goto(settings["open"] + "/explore/sales")
    wait_for_chart(page)
    page.get_by_role("button", name="Add a group").click()
    group = page.get_by_role("combobox", name="Group 1", exact=True)
    expect(lookup_options(group) == ["customer_id.id", "customer_id.country", "customer_id.since"], "the group's menu")
    expect("Customer: Country (customer_id.country)" in group.inner_text(), f"the labels: {group.inner_text()}")
    expect("Weekday of Customer: since" in group.inner_text(), f"parts of dates: {group.inner_text()}")
    group.select_option("customer_id.country")
    page.get_by_role("button", name="Add a filter").click()
    row = page.get_by_role("group", name="Filter 1")
    row.get_by_label("Column").select_option("customer_id.since")
    row.get_by_label("Condition").select_option("afterDate")
    row.get_by_label("Value").fill("2024-01-31")
    row.get_by_label("Value").press("Tab")
    page.get_by_role("combobox", name="Measure 2", exact=True).select_option("sum")
    column = page.get_by_role("group", name="Measure 2", exact=True).get_by_label("Column")
    expect(lookup_options(column) == [], "no sum of values that appear in many rows is offered")
    page.get_by_role("combobox", name="Measure 2", exact=True).select_option("countDistinct")
    column.select_option("customer_id.since")
    table_of(page)
    until(page, "document.querySelector('.panel thead').textContent.includes('Distinct values of Customer: since')")
    rows = page.locator(".panel tbody tr").all_inner_texts()
    expect(sorted(rows) == ["DE\t3\t2", "FR\t1\t1"], f"the table: {rows}")
    heads = page.locator(".panel thead").inner_text()
    expect("Customer: Country" in heads, f"a heading has both labels: {heads}")
    page.reload()
    page.wait_for_selector(".panel tbody tr")
    expect(column.input_value() == "customer_id.since", "the address reproduces the measure")
    expect(group.input_value() == "customer_id.country", "the address reproduces the group")
    expect(row.get_by_label("Column").input_value() == "customer_id.since", "the address reproduces the filter")
    page.get_by_role("tab", name="Chart").click()
    wait_for_chart(page)
    text = page.locator("img.chart").get_attribute("alt")
    expect("Customer: Country" in text, f"the chart has both labels: {text}")


def units(browser, faults):
    """Amounts of money have two digits in the table, and a heading has the unit, as in charts."""
    with Visit(browser, faults) as visit:
        page = visit.page
        columns = [{"name": "shop", "type": "string"}, {"name": "net", "type": "decimal", "label": "Net", "unit": "EUR"},
            {"name": "weight", "type": "decimal", "unit": "kg"}]
        answer = page.request.post(settings["open"] + "/v1/datasets", data={"name": "paid", "columns": columns})
        expect(answer.status == 201, f"the dataset is made: {answer.text()}")
        page.request.post(settings["open"] + "/v1/datasets/paid/rows", data="shop,net,weight\na,1000.5,2\na,2.5,1\nb,1,0.25\n",
            headers={"content-type": "text/csv"})
        average = {"measure": "avg(net)", "as": "mean"}
        query = {"measures": ["sum(net)", average, "sum(weight)"], "dimensions": ["shop"], "order": [["shop", "asc"]]}
        page.goto(settings["open"] + "/explore/paid#view=table&query=" + json.dumps(query))
        page.wait_for_selector(".panel tbody tr")
        rows = page.locator(".panel tbody tr").all_inner_texts()
        expect(rows == ["a\t1,003.00\t501.50\t3.00", "b\t1.00\t1.00\t0.25"], f"the amounts: {rows}")
        heads = page.locator(".panel thead th").all_inner_texts()
        expect(heads[1:] == ["Sum of Net (EUR)", "mean (EUR)", "Sum of weight (kg)"], f"the headings: {heads}")


def dropped(browser, faults):
    """A column whose lookup was dropped has a page without a failed request."""
    with Visit(browser, faults) as visit:
        page = visit.page
        columns = '[{"name": "customer", "type": "integer", "lookup": "gone"}, {"name": "n", "type": "integer"}]'
        for body in ['{"name": "gone", "key": ["id"], "columns": [{"name": "id", "type": "integer", "nullable": false}]}',
                '{"name": "left", "columns": ' + columns + "}"]:
            answer = page.request.post(settings["open"] + "/v1/datasets", data=json.loads(body))
            expect(answer.status == 201, f"the dataset is made: {answer.text()}")
        answer = page.request.delete(settings["open"] + "/v1/datasets/gone?confirm=gone")
        expect(answer.ok, f"the lookup is dropped: {answer.text()}")
        page.goto(settings["open"] + "/explore/left")
        page.wait_for_selector(".panel img.chart, .alert strong")
        page.get_by_role("button", name="Add a group").click()
        texts = page.get_by_role("combobox", name="Group 1", exact=True).locator("option").all_inner_texts()
        expect(texts[1:] == ["customer", "n"], f"the columns without those of the lookup: {texts}")


def lookup_options(menu):
    return menu.locator("optgroup[label^=Customer] option").evaluate_all("nodes => nodes.map(node => node.value)")


def conditions(browser, faults):
    """A conditional measure, a ratio of it, a relative range and the query as JSON."""
    with Visit(browser, faults) as visit:
        page = visit.page
        page.goto(settings["open"] + "/explore/orders")
        wait_for_chart(page)
        page.get_by_label("Range", exact=True).select_option("text")
        page.get_by_label("Range as text").fill("this year")
        page.get_by_label("Range as text").press("Enter")
        page.get_by_role("combobox", name="Buckets", exact=True).select_option("year")
        page.get_by_role("button", name="Add a measure").click()
        third = page.get_by_role("group", name="Measure 3", exact=True)
        third.get_by_role("combobox", name="Measure 3", exact=True).select_option("values")
        third.get_by_label("Column").select_option("units")
        third.locator("summary").click()
        third.get_by_role("button", name="Only some rows…").click()
        condition = third.get_by_role("group", name="Only rows where")
        condition.get_by_label("Column").select_option("country")
        condition.get_by_label("Value").fill("DE")
        condition.get_by_label("Value").press("Tab")
        page.get_by_role("button", name="Add a measure").click()
        fourth = page.get_by_role("group", name="Measure 4", exact=True)
        fourth.get_by_role("combobox", name="Measure 4", exact=True).select_option("ratio")
        fourth.get_by_label("Of measure").select_option("count_units_if_country_DE")
        fourth.get_by_label("Divided by").select_option("count")
        table_of(page)
        # The last change may have begun a request after the table was shown.
        until(page, "document.querySelectorAll('.panel tbody tr').length === 1")
        heads = page.locator(".panel thead").inner_text()
        expect("count_units_if_country_DE / number of rows" in heads, f"the columns: {heads}")
        page.get_by_text("As JSON").first.click()
        page.get_by_label("The query as JSON").fill('{"measures": ["count"], "filters": [{"or": ['
            '{"member": "country", "operator": "equals", "values": ["DE"]}, {"member": "country", "operator": "notSet"}]}]}')
        page.get_by_role("button", name="Apply the JSON").click()
        until(page, "document.querySelectorAll('.panel thead th').length === 1")
        expect("\"or\"" in page.get_by_label("Condition as JSON").input_value(), "a nested condition stays as JSON")
        page.get_by_label("The query as JSON").fill("{")
        page.get_by_role("button", name="Apply the JSON").click()
        expect(page.get_by_label("The query as JSON").get_attribute("aria-invalid") == "true", "broken JSON is told beside it")
        days(page)


def days(page):
    """A column of days is offered neither buckets nor ranges of hours, and a choice of hours becomes one of days."""
    page.goto(settings["open"] + "/explore/sales")
    wait_for_chart(page)
    column = page.locator("select[data-key=column]").last
    column.select_option("customer_id.since")
    buckets = page.get_by_role("combobox", name="Buckets", exact=True).locator("option").all_inner_texts()
    expect(buckets == ["None", "day", "week", "month", "quarter", "year"], f"the buckets of days: {buckets}")
    ranges = page.get_by_label("Range", exact=True).locator("option").all_inner_texts()
    expect("last 7 days" in ranges and not any("hour" in text for text in ranges), f"the ranges of days: {ranges}")
    page.goto(settings["open"] + "/explore/orders")
    wait_for_chart(page)
    buckets = page.get_by_role("combobox", name="Buckets", exact=True)
    expect("15 minutes" in buckets.inner_text(), "a column of times has buckets of minutes")
    expect("last 24 hours" in page.get_by_label("Range", exact=True).inner_text(), "and ranges of hours")


def incomplete(browser, faults):
    """A query with a missing part is not run, saved, shared or copied; the field says what is missing, and a value helps."""
    with Visit(browser, faults) as visit:
        page = visit.page
        asked = []
        page.on("request", lambda request: asked.append(request.post_data) if request.method == "POST" else None)
        page.goto(settings["open"] + "/explore/orders")
        wait_for_chart(page)
        buttons = ["Save…", "Share…", "Download CSV", "Copy address"]

        def check(state, texts, address=page.url):
            until(page, "document.querySelector('.panel').inert")
            found = page.locator(".error:not([hidden])").all_inner_texts()
            expect(found == texts, f"{state}: the fields say what is missing: {found}")
            expect(asked[len(before):] == [], f"{state}: nothing is asked: {asked[len(before):]}")
            expect("incomplete" in page.get_by_role("alert").inner_text(), f"{state}: an alert tells of it")
            for name in buttons:
                expect(page.get_by_role("button", name=name).is_disabled(), f"{state}: {name} waits")

        def complete(state, part):
            until(page, f"decodeURIComponent(location.hash).includes({json.dumps(part)})")
            until(page, "!document.querySelector('.panel').inert && !document.querySelector('[aria-invalid]')")
            wait_for_chart(page)
            expect(part in asked[-1], f"{state}: the query has it: {asked[-1]}")
            expect(not page.get_by_role("alert").inner_text(), f"{state}: the alert is gone")
            for name in buttons:
                expect(page.get_by_role("button", name=name).is_enabled(), f"{state}: {name} works")

        before = list(asked)
        page.get_by_label("Range", exact=True).select_option("bounds")
        until(page, "document.querySelector('.panel').inert")
        expect(page.locator("[aria-invalid]").count() == 0, "new fields are not marked before they are left")
        expect("new fields" in page.locator(".status").inner_text(), "the status says why nothing runs")
        page.get_by_label("From", exact=True).fill("2026-02-01")
        page.get_by_role("button", name="Run").click()
        check("a range without its end", ["To is missing."])
        expect(page.evaluate("document.activeElement.dataset.key") == "to", "the missing part has the focus")
        page.get_by_role("tab", name="Request").click()
        check("another view", ["To is missing."])
        expect(page.locator(".requests").count() == 0, "no request for programs is shown")
        page.get_by_role("tab", name="Chart").click()
        page.get_by_label("To, included").fill("2026-02-28")
        page.get_by_label("To, included").press("Tab")
        complete("a range", '"dateRange":["2026-02-01","2026-02-28"]')
        before = list(asked)
        page.get_by_label("Range", exact=True).select_option("text")
        page.get_by_role("button", name="Run").click()
        check("a range as text", ["The range is missing."])
        page.get_by_label("Range", exact=True).select_option("")
        until(page, "!document.querySelector('.panel').inert")
        wait_for_chart(page)

        page.get_by_role("button", name="Add a filter").click()
        wait_for_chart(page)
        row = page.get_by_role("group", name="Filter 1")
        before = list(asked)
        for column, operator, fields, texts, values, part in [
            ("ts", "inDateRange", ["From"], ["To is missing."], ["2026-02-01"], ""),
            ("ts", "notInDateRange", ["To"], ["From is missing."], ["2026-02-28"], ""),
            ("ts", "inDateRange", ["From", "To"], [], ["2026-02-01", "2026-02-28"], '["2026-02-01","2026-02-28"]'),
            ("amount", "gt", [], ["The value is missing."], [], ""),
            ("amount", "gt", ["Value"], [], ["2.5"], '"operator":"gt","values":[2.5]'),
            ("country", "equals", [], ["The value is missing."], [], ""),
            ("country", "in", [], ["Enter at least one value."], [], ""),
            ("country", "in", ["Values, one a line"], [], ["DE"], '"operator":"in","values":["DE"]'),
        ]:
            state = f"{column} {operator} {values}"
            if row.get_by_label("Column").input_value() != column or not texts:
                row.get_by_label("Column").select_option(column)
            row.get_by_label("Condition").select_option(operator)
            for field, value in zip(["From", "To"], ["", ""]):
                if row.get_by_label(field).count():
                    row.get_by_label(field).fill(value)
            for field, value in zip(fields, values):
                row.get_by_label(field).fill(value)
            page.get_by_role("button", name="Run").click()
            if texts:
                check(state, texts)
            else:
                complete(state, part)
                before = list(asked)

        page.get_by_role("button", name="Add a measure").click()
        complete("a measure", '"avg(amount)"')
        third = page.get_by_role("group", name="Measure 3", exact=True)
        third.get_by_role("combobox", name="Measure 3", exact=True).select_option("text")
        complete("a measure as text", '"avg(amount)"')
        before = list(asked)
        third.get_by_label("Measure as the API writes it").fill("")
        page.get_by_role("button", name="Run").click()
        check("a measure as text", ["Enter a measure, or remove it."])
        third.get_by_label("Measure as the API writes it").fill("max(units)")
        third.get_by_label("Measure as the API writes it").press("Tab")
        complete("a measure as text", '"max(units)"')
        before = list(asked)
        third.locator("summary").click()
        third.get_by_role("button", name="Only some rows…").click()
        condition = third.get_by_role("group", name="Only rows where")
        condition.get_by_label("Column").select_option("country")
        page.get_by_role("button", name="Run").click()
        check("the condition of a measure", ["The value is missing."])
        condition.get_by_role("button", name="Remove: Only rows where").click()
        complete("a measure", '"max(units)"')

        page.goto(settings["open"] + "/")
        filters = [{"member": "country", "operator": "in", "values": ["DE", None]},
            {"member": "ts", "operator": "inDateRange", "values": ["2026"]}]
        page.goto(settings["open"] + "/explore/orders#query=" + json.dumps({"measures": ["count"], "filters": filters}))
        page.wait_for_selector("[aria-invalid]")
        before = list(asked)
        check("an address", ["To is missing."])
        value = page.get_by_label("Condition as JSON").input_value()
        expect("null" in value, f"a condition that the controls cannot hold stays: {value}")


def error(browser, faults):
    """An error of the API stands beside the field that it points at, and goes once the field is right."""
    with Visit(browser, faults, allowed=("status of 422",)) as visit:
        page = visit.page
        page.goto(settings["open"] + "/explore/orders")
        wait_for_chart(page)
        page.get_by_label("Limit").fill("many")
        page.get_by_label("Limit").press("Enter")
        page.wait_for_selector("[aria-invalid=true]")
        field = page.get_by_label("Limit")
        expect(field.get_attribute("aria-invalid") == "true", "the field is marked")
        note = page.locator("#" + field.get_attribute("aria-describedby").split()[-1])
        expect(note.is_visible() and "whole number" in note.inner_text(), f"the error is beside it: {note.inner_text()}")
        expect("mistake" in page.get_by_role("alert").inner_text(), "an alert tells of it")
        field.fill("5")
        field.press("Enter")
        until(page, "!document.querySelector('[aria-invalid]')")
        page.get_by_label("Time zone").fill("Europe/Berlni")
        page.get_by_label("Time zone").press("Enter")
        page.wait_for_selector("[aria-invalid=true]")
        expect("Europe/Berlin" in page.locator(".error:not([hidden])").inner_text(), "the nearest name is told")
        page.get_by_label("Time zone").fill("UTC")
        page.get_by_label("Time zone").press("Enter")
        until(page, "!document.querySelector('[aria-invalid]')")

        # Each of several wrong values is marked, with what is wrong with it.
        page.get_by_role("button", name="Add a filter").click()
        row = page.get_by_role("group", name="Filter 1")
        row.get_by_label("Column").select_option("ts")
        row.get_by_label("Condition").select_option("inDateRange")
        row.get_by_label("From").fill("12.03.2026")
        row.get_by_label("To").fill("31.03.2026")
        page.get_by_role("button", name="Run").click()
        until(page, "document.querySelectorAll('[aria-invalid]').length === 2")
        for name, nearest in [("From", "2026-03-12"), ("To", "2026-03-31")]:
            field = row.get_by_label(name)
            note = page.locator("#" + field.get_attribute("aria-describedby").split()[-1]).inner_text()
            expect(nearest in note, f"{name} is marked: {note}")


def key(browser, faults):
    """A server that wants a key: the page asks, sends it, and keeps it out of addresses and requests for programs."""
    with Visit(browser, faults, allowed=("status of 401",)) as visit:
        page = visit.page
        page.goto(settings["locked"] + "/")
        dialogue = page.get_by_role("dialog")
        dialogue.wait_for()
        expect(page.evaluate("document.activeElement.id") == "key", "the dialogue has the focus")
        page.get_by_role("textbox", name="Key").fill("weir_sk_wrong")
        page.keyboard.press("Enter")
        until(page, "document.getElementById('key-reason')?.textContent.includes('checksum')")
        page.get_by_role("textbox", name="Key").fill(settings["key"])
        page.keyboard.press("Enter")
        page.wait_for_selector(".datasets li")
        until(page, "document.getElementById('session').textContent.includes('may read')")
        page.get_by_role("link", name="orders").click()
        wait_for_chart(page)
        expect("Anonymous" not in page.locator("#session").inner_text(), "the identity is told")
        page.get_by_role("tab", name="Request").click()
        texts = " ".join(page.locator("pre").all_inner_texts())
        expect("$WEIR_KEY" in texts and settings["key"] not in texts, "the requests for programs contain no key")
        expect(settings["key"] not in page.url, "the address contains no key")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").click()
        expect(pathlib.Path(download.value.path()).read_text().startswith("ts."), "the CSV is fetched with the key")
        expect(page.evaluate("localStorage.length") == 0, "the key is not kept beyond the tab")
        page.get_by_role("button", name="Forget the key").click()
        page.get_by_role("dialog").wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("alert").wait_for()


class Balancer(http.server.BaseHTTPRequestHandler):
    """A load balancer that sends clients without its session to a page of another origin, and tells the server who the others are."""

    protocol_version = "HTTP/1.1"
    cookie = "AWSELBAuthSessionCookie-0"
    origin = settings.get("balanced", "http://127.0.0.1:0")

    def forward(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.cookie not in (self.headers.get("cookie") or ""):
            self.send_response(302)
            # No page of this origin answers, as none would answer a script.
            self.send_header("location", "http://127.0.0.1:9/login")
            self.send_header("content-length", "0")
            return self.end_headers()
        dropped = ("connection", "content-length", "cookie", "x-amzn-oidc-data")
        fields = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        connection = http.client.HTTPConnection(self.origin.removeprefix("http://"), timeout=60)
        connection.request(self.command, self.path, body or None, {**fields, "x-amzn-oidc-data": settings["user"]})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = forward

    def log_message(self, *_):
        pass


def balancer(browser, faults):
    """A user of a load balancer works without a key, with the session's cookie; when the session has ended, the page says how to go on."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Balancer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        with Visit(browser, faults) as visit:
            visit.context.add_cookies([{"name": Balancer.cookie, "value": "s", "url": address}])
            page = visit.page
            page.goto(address + "/")
            page.wait_for_selector(".datasets li")
            until(page, "document.getElementById('session').textContent.includes('manage datasets')")
            session = page.locator("#session").inner_text()
            expect("alice" in session and "Use a key" not in session, f"the user is told: {session}")
            expect(page.get_by_role("dialog").count() == 0, "no key is asked for")
            (folder / "balanced.csv").write_text(CSV)
            page.set_input_files("#file", folder / "balanced.csv")
            page.wait_for_selector("ol.columns")
            page.get_by_role("button", name="Load", exact=True).click()
            page.wait_for_url("**/explore/balanced**")
            wait_for_chart(page)
            with page.expect_download() as download:
                page.get_by_role("button", name="Download CSV").click()
            expect("datum" in pathlib.Path(download.value.path()).read_text(), "the CSV is fetched with the session")
            visit.context.clear_cookies()
            visit.allowed = ("net::ERR_", "blocked by CORS policy", "violates the document's Content Security Policy", "Content Security Policy directive")
            already = len(faults)
            page.get_by_role("tab", name="Chart").click()
            page.get_by_role("combobox", name="Buckets", exact=True).select_option("month")
            page.get_by_role("alert").wait_for()
            text = page.get_by_role("alert").inner_text()
            expect("sign in" in text, f"the page says how to go on: {text}")
            faults[already:] = [fault for fault in faults[already:] if not fault.startswith("request: ")]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def keyboard(browser, faults):
    """The whole way by keyboard: each stop is visible, no stop is a trap, tabs follow the arrow keys."""
    with Visit(browser, faults) as visit:
        page = visit.page
        page.goto(settings["open"] + "/")
        page.wait_for_selector(".datasets li")
        page.keyboard.press("Tab")
        expect(page.evaluate("document.activeElement.textContent") == "Skip to the content", "the first stop skips the head")
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.getAttribute('href')") == "/explore/orders":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/explore/orders**")
        wait_for_chart(page)
        stops = []
        for _ in range(80):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                """() => {
                    const node = document.activeElement;
                    const style = getComputedStyle(node);
                    const box = node.getBoundingClientRect();
                    return {
                        tag: node.tagName, text: (node.getAttribute("aria-label") ?? node.textContent).slice(0, 40),
                        visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
                        inside: box.left >= 0 && box.right <= innerWidth + 1 && box.top < innerHeight && box.bottom > 0,
                        id: node.id,
                    };
                }"""
            )
            if stop["tag"] == "BODY":
                break
            stops.append(stop)
            expect(stop["visible"], f"the focus is visible: {stop}")
            expect(stop["inside"], f"the focus is in sight: {stop}")
        expect(len(stops) < 80, f"the page's end is reached: {stops[-3:]}")
        names = [stop["text"] for stop in stops]
        for name in ["Add a measure", "Add a filter", "Run", "Chart", "Save…", "Share…", "Download CSV"]:
            expect(name in names, f"{name} is reached: {names}")
        page.locator("#tab-chart").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_selector(".panel table")
        expect(page.evaluate("document.activeElement.id") == "tab-table", "the arrow key takes the focus along")
        page.keyboard.press("End")
        page.wait_for_selector(".requests")
        page.get_by_role("button", name="Add a filter").focus()
        page.keyboard.press("Enter")
        expect(page.evaluate("document.activeElement.dataset.key") == "member", "a new row has the focus")
        page.get_by_role("button", name="Remove: Filter 1").focus()
        page.keyboard.press("Enter")
        expect(page.evaluate("document.activeElement.textContent") == "Add a filter", "a removed row leaves the focus near")


def accessibility(browser, faults):
    """axe finds nothing in any state, light or dark, wide or narrow; nothing is wider than the window."""
    (folder / "due.csv").write_text("due;zip;Umsatz (EUR)\n01/02/2026;01067;1.234,56\n03/04/2026;01069;2,5\n")
    for scheme, width in [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360), ("light", 640)]:
        options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
        with Visit(browser, faults, allowed=("status of 422", "status of 401", "status of 404"), **options) as visit:
            page = visit.page

            def check(state):
                where = f"{state}, {scheme}, {width} px"
                # An answer that is being replaced is faded.
                until(page, "!document.querySelector('.answer')?.hasAttribute('aria-busy')")
                for violation in axe.run(page).response["violations"]:
                    nodes = [node["html"][:120] for node in violation["nodes"][:2]]
                    faults.append(f"axe {violation['id']} ({where}): {nodes}")
                spare = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if spare > 0:
                    faults.append(f"{where}: {spare} px wider than the window")

            page.goto(settings["open"] + "/")
            page.wait_for_selector(".datasets li")
            check("home")
            page.set_input_files("#file", folder / "due.csv")
            page.wait_for_selector("ol.columns")
            check("preview")
            page.goto(settings["open"] + "/explore/orders")
            wait_for_chart(page)
            background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            expect((background == "rgb(255, 255, 255)") == (scheme == "light"), f"the scheme is {scheme}: {background}")
            check("chart")
            if width < 960:
                expect(not page.get_by_label("Limit").is_visible(), "the form is folded on a narrow page")
                page.locator(".builder > summary").click()
            page.get_by_role("button", name="Add a filter").click()
            page.get_by_role("group", name="Measure 1").locator("summary").click()
            check("form")
            for name, selector in [("Table", ".panel table"), ("Plan", "dl.plan"), ("Request", ".requests")]:
                page.get_by_role("tab", name=name).click()
                page.wait_for_selector(selector)
                check(name)
            page.get_by_role("group", name="Filter 1").get_by_label("Column").select_option("country")
            page.get_by_role("button", name="Run").click()
            page.wait_for_selector("[aria-invalid=true]")
            check("incomplete")
            page.get_by_role("button", name="Remove: Filter 1").click()
            page.wait_for_selector(".requests")
            page.get_by_label("Limit").fill("many")
            page.get_by_role("tab", name="Chart").click()
            page.wait_for_selector("[aria-invalid=true]")
            check("error")
            page.goto(settings["open"] + "/explore/orders")
            wait_for_chart(page)
            page.get_by_role("button", name="Save…").click()
            check("save")
            name = f"axe_{scheme}_{width}"
            page.get_by_role("dialog").get_by_label("Name").fill(name)
            page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
            until(page, "!document.querySelector('dialog')")
            if width < 960:
                page.locator(".kept > summary").click()
            check("saved queries")
            page.get_by_role("button", name="Share…").click()
            page.get_by_role("dialog").get_by_role("button", name="Create a link").click()
            page.locator("dialog .links").wait_for()
            check("share")
            address = page.get_by_role("textbox", name="Address of the link").input_value()
            page.goto(address)
            expect(page.locator("tbody tr").count() > 0, "the link's page has rows")
            background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            expect((background == "rgb(255, 255, 255)") == (scheme == "light"), f"the link's page is {scheme}: {background}")
            check("link")
            page.goto(address[:-3])
            expect("does not work" in page.locator("h1").inner_text(), "a wrong link is told")
            check("wrong link")
            page.request.delete(settings["open"] + f"/v1/datasets/orders/queries/{name}")
            page.goto(settings["locked"] + "/")
            page.get_by_role("dialog").wait_for()
            check("key")


def hostile(browser, faults):
    """Names, labels and values that are code are shown as text."""
    with Visit(browser, faults, allowed=("status of 404",)) as visit:
        page = visit.page
        page.goto(settings["open"] + "/explore/hostile")
        page.wait_for_selector(".panel img.chart, .alert strong")
        page.get_by_role("button", name="Add a group").click()
        menu = page.get_by_role("combobox", name="Group 2", exact=True)
        texts = menu.locator("option").all_inner_texts()
        expect(any("<img src=x onerror=" in text for text in texts), f"a label is a text: {texts}")
        menu.select_option(next(text for text in texts if "<script>" in text))
        rows = " ".join(table_of(page))
        expect("<script>document.title" in rows and "<svg onload=" in rows, f"values are texts: {rows}")
        expect(page.locator("main script, main svg, main img[src=x]").count() == 0, "no value becomes an element")
        for path in ["/explore/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/explore/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"]:
            page.goto(settings["open"] + path)
            page.get_by_role("alert").wait_for()
            expect("no dataset" in page.get_by_role("alert").inner_text(), "an unknown name is told")
            expect(page.locator("main script, main img").count() == 0, "a name becomes no element")
        page.goto(settings["open"] + "/explore/orders#query=%7B%22measures%22:%5B%22%3Cimg src=x onerror=alert(1)%3E%22%5D%7D")
        page.wait_for_selector("[aria-invalid=true], .alert strong")
        expect(page.locator("img[src=x]").count() == 0, "a fragment becomes no element")
        faults[:] = [fault for fault in faults if "status of 422" not in fault]
        expect(page.evaluate("window.hacked") is None, "nothing ran")


def plain(browser, faults):
    """Without script, the page lists the datasets, and a dataset has a chart and its first rows."""
    for scheme in ["light", "dark"]:
        with Visit(browser, faults, java_script_enabled=False, color_scheme=scheme) as visit:
            page = visit.page
            page.goto(settings["open"] + "/")
            pictures = []
            page.on("response", lambda answer: pictures.append((answer.status, answer.headers.get("content-type"))))
            page.get_by_role("link", name="orders").click()
            page.wait_for_load_state("networkidle")
            expect((200, "image/svg+xml") in pictures, f"the chart is loaded: {pictures}")
            expect(page.locator("img.chart").get_attribute("alt") == "Chart of the rows of orders over time", "it has a text")
            expect(page.locator("tbody tr").count() == 20, "the first rows are shown")
            expect("The first 20 rows" in page.locator("caption").inner_text(), "the table says how many")
            page.set_viewport_size({"width": 420, "height": 800})
            page.reload()
            page.wait_for_load_state("networkidle")
            box = page.locator("img.chart").bounding_box()
            expect(350 <= box["width"] <= 360, f"a narrow page has a narrow chart, with texts that can be read: {box}")
            page.goto(settings["open"] + "/explore/hostile")
            expect("<svg onload=" in page.locator("tbody").inner_text(), "values are texts")
            expect(page.locator("main script, main svg").count() == 0, "no value becomes an element")


SCENARIOS = [load, hints, sharing, rights, query, units, dropped, conditions, incomplete, error, key, balancer, keyboard, accessibility, hostile, plain]


def main():
    results = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=settings["chromium"], args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"])
        # "only" runs some of them by hand.
        for scenario in [one for one in SCENARIOS if one.__name__ in settings.get("only", one.__name__)]:
            faults = results[scenario.__name__] = []
            try:
                scenario(browser, faults)
            except Exception as fault:
                faults.append("".join(traceback.format_exception_only(fault)).strip() + " at "
                              + str([frame.lineno for frame in traceback.extract_tb(fault.__traceback__)][:3]))
        browser.close()
    print(json.dumps(results))


main()
