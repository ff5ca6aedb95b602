extension ExplorerAsset {
    /// An answer as a table.
    static let table = ExplorerAsset(
        script: "table.js",
        #"""
        import { button, counted, el, grouped } from "./dom.js";
        import { columnOf } from "./lookups.js";
        import { measureTitle, measureUnit } from "./measures.js";
        import { isNumber, isTime, labelText, memberText } from "./query.js";

        /** The number of rows that are drawn at a time. */
        const step = 200;

        /** The units of money, whose amounts have two digits after the point. The server writes them so in charts. */
        const money = new Set((
            "€ $ £ EUR USD GBP CHF AUD CAD NZD SEK NOK DKK PLN CZK RON BGN HUF TRY ILS INR CNY BRL MXN ZAR SGD HKD"
        ).split(" "));

        /** The class of a column's cells. */
        function kind(column) { return isNumber(column.type) ? "number" : isTime(column.type) ? "time" : "text"; }

        /** Returns the most digits after the point in a column, so that the points of its numbers stand below each other. */
        function fraction(data, index, least) {
            let most = least;
            for (const row of data.slice(0, step)) {
                const value = row[index];
                if (typeof value === "number") most = Math.max(most, (String(value).split(".")[1] ?? "").length);
            }
            return Math.min(most, 6);
        }

        /** Returns a value as a person reads it. */
        function shown(value, column) {
            if (value === null || value === undefined) return el("span", { class: "null" }, "null");
            if (typeof value === "object") return JSON.stringify(value);
            if (column.type === "timestamp") return time(value, column.name);
            if (column.type === "date") return bucket(value, column.name);
            // Numbers of categories, such as weekdays and years, have no groups of digits.
            if (!isNumber(column.type) || column.isGroup) return String(value);
            if (typeof value === "string") return grouped(value);
            if (money.has(column.unit) && column.type === "double") {
                const digits = Math.abs(value) < 1 && value !== 0 ? 6 : 2;
                return value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: digits });
            }
            if (column.type !== "double") {
                return value.toLocaleString("en", { minimumFractionDigits: column.fraction, maximumFractionDigits: 20 });
            }
            const isSmall = Math.abs(value) < 1 && value !== 0;
            return value.toLocaleString("en", isSmall ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 3 });
        }

        /** The first day of a month or a year stands for it: 2026-01, 2026. */
        function bucket(day, name) {
            if (/\.(month|\d+ months)$/.test(name) && day.endsWith("-01")) return day.slice(0, -3);
            return /\.(year|\d+ years)$/.test(name) && day.endsWith("-01-01") ? day.slice(0, -6) : day;
        }

        /** A bucket of a day or more is a day; other times lose their zeros. */
        function time(value, name) {
            const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(.*)$/.exec(value);
            if (!match) return value;
            const [, day, minute, second, offset] = match;
            if (/\.(day|week|month|quarter|year|\d+ (days|weeks|months|years))$/.test(name) && minute === "00:00") {
                return bucket(day, name);
            }
            const zone = offset === "Z" ? " UTC" : ` ${offset}`;
            return `${day} ${minute}${second && second !== ":00" ? second : ""}${zone}`;
        }

        /** Returns the table of a query's answer in the shape of arrays. A click on a heading calls `sort` with its name. */
        export function answerTable(answer, query, dataset, sort) {
            const { data } = answer;
            const isPart = name => /\.(weekday|\w+OfYear|\w+OfDay|\w+OfHour|dayOfMonth)$/.test(name);
            // A measure can have another name.
            const named = new Map((query.measures ?? []).filter(item => item?.as).map(item => [item.as, String(item.measure)]));
            const columns = answer.columns.map((column, index) => {
                const unit = measureUnit(named.get(column.name) ?? column.name, dataset);
                return {
                    ...column, unit, fraction: column.type === "decimal" ? fraction(data, index, money.has(unit) ? 2 : 0) : 0,
                    isGroup: isPart(column.name) || columnOf(column.name, dataset) !== undefined,
                };
            });
            const [sorted, direction] = query.order?.[0] ?? [];
            const heading = column => {
                const known = columnOf(column.name, dataset);
                const isSorted = column.name === sorted;
                const title = named.has(column.name)
                    ? labelText({ label: column.name, unit: column.unit }) : measureTitle(column.name, dataset);
                const text = known ? labelText(known) : title === column.name ? memberText(column.name, dataset) : title;
                return el("th", {
                    scope: "col", class: kind(column),
                    "aria-sort": isSorted ? { asc: "ascending", desc: "descending" }[direction] : null,
                }, button(text + (isSorted ? { asc: " ↑", desc: " ↓" }[direction] : ""), () => sort(column.name),
                    { class: "sort" }));
            };
            const row = values => el("tr", {}, values.map((value, index) => el(
                "td", { class: kind(columns[index]) }, shown(value, columns[index]))));
            const body = el("tbody", {}, data.slice(0, step).map(row));
            const note = answer.meta.truncated ? " (the limit leaves out further ones)" : "";
            const more = el("p", {});
            let count = Math.min(step, data.length);
            const drawMore = () => {
                const rest = data.length - count;
                const show = () => {
                    body.append(...data.slice(count, count + step).map(row));
                    count = Math.min(count + step, data.length);
                    drawMore();
                };
                more.replaceChildren(...(rest ? [button(`Show ${counted(Math.min(step, rest), "more row")}`, show)] : []));
            };
            drawMore();
            return el("div", {},
                el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" },
                    el("table", {}, el("caption", {}, counted(data.length, "group") + note),
                        el("thead", {}, el("tr", {}, columns.map(heading))), body)),
                more);
        }

        """#)
}
