extension ExplorerAsset {
    /// The time of a query: column, buckets, range and zone.
    static let times = ExplorerAsset(
        script: "times.js",
        #"""
        import { el, rebuild, select } from "./dom.js";
        import { Field } from "./fields.js";
        import { columnOf, columnOptions, namesIn } from "./lookups.js";
        import { isTime } from "./query.js";

        const relative = [
            "today", "yesterday", "last 24 hours", "last 7 days", "last 30 days", "last 12 weeks", "last 12 months", "this week",
            "this month", "last month", "this quarter", "this year", "last year",
        ];
        const granularities = ["second", "minute", "15 minutes", "hour", "day", "week", "month", "quarter", "year"];
        /** A Boolean value that indicates whether a width or a range is shorter than a day, which a column of days has not. */
        const isFine = text => /second|minute|hour/.test(text);

        /** Returns the form's part of a time dimension. */
        export function timePart(time) {
            const part = { column: "", granularity: "", range: "", text: "", from: "", to: "", fill: false, rest: {} };
            if (!time) return part;
            const { dimension, granularity, dateRange, fill, ...rest } = time;
            Object.assign(part, { column: String(dimension ?? ""), granularity: granularity ?? "", fill: fill === true, rest });
            if (Array.isArray(dateRange)) {
                Object.assign(part, { range: "bounds", from: String(dateRange[0] ?? ""), to: String(dateRange[1] ?? "") });
            } else if (dateRange !== undefined) {
                const text = String(dateRange);
                Object.assign(part, relative.includes(text) ? { range: text } : { range: "text", text });
            }
            return part;
        }

        /** Returns a time dimension; `undefined` without one. */
        export function timeOf(part) {
            if (!part.column) return undefined;
            const time = { dimension: part.column, ...(part.granularity ? { granularity: part.granularity } : {}) };
            if (part.range === "bounds") {
                if (part.from && part.to) time.dateRange = [part.from, part.to];
            } else if (part.range === "text") {
                if (part.text.trim()) time.dateRange = part.text.trim();
            } else if (part.range) {
                time.dateRange = part.range;
            }
            if (part.fill && part.granularity) time.fill = true;
            const result = { ...time, ...part.rest };
            return Object.keys(result).length > 1 ? result : undefined;
        }

        /** Returns the parts that a range of times lacks: their fields, with what to do. */
        export function timeGaps(part) {
            if (!part.column) return [];
            const { fields = {} } = part;
            if (part.range === "text") return part.text.trim() ? [] : [{ field: fields.range, text: "The range is missing." }];
            if (part.range !== "bounds") return [];
            return [["from", "From"], ["to", "To"]].filter(([key]) => !part[key].trim())
                .map(([key, name]) => ({ field: fields[key], text: `${name} is missing.` }));
        }

        /** Returns the editor of the time. */
        export function timeEditor(model, dataset, changed) {
            const columns = columnOptions(dataset, column => isTime(column.type));
            const part = model.time;
            const names = namesIn(columns);
            if (part.column && !names.includes(part.column)) columns.push([part.column, part.column]);
            if (!columns.length) return el("p", { class: "quiet" }, "The dataset has no column of times.");
            const node = el("div", { class: "grid" });
            const fields = {};
            part.fields = fields;
            /** The choices that fit the column. */
            const fitting = choices => {
                const isDay = columnOf(part.column, dataset)?.type === "date";
                return isDay ? choices.filter(choice => !isFine(choice)) : choices;
            };
            const set = (key, redraws) => event => {
                part[key] = event.target.type === "checkbox" ? event.target.checked : event.target.value;
                if (redraws) draw();
                changed({ opens: redraws });
            };
            const draw = () => {
                fields.column = new Field("Column", select(
                    [["", "No time"], ...columns], part.column, {
                        "data-key": "column", onchange: event => {
                            part.column = event.target.value;
                            if (part.column && !part.granularity) part.granularity = "day";
                            if (granularities.includes(part.granularity) && !fitting(granularities).includes(part.granularity)) {
                                part.granularity = "day";
                            }
                            const isOffered = fitting(relative).includes(part.range);
                            if (relative.includes(part.range) && !isOffered) part.range = "yesterday";
                            draw();
                            changed();
                        },
                    }));
                if (!part.column) return rebuild(node, fields.column.node);
                // A choice that a query from elsewhere has stays in sight, so that the server can say what is wrong with it.
                const offer = (choices, choice) => {
                    const offered = fitting(choices);
                    return choice && !offered.includes(choice) ? [...offered, choice] : offered;
                };
                fields.granularity = new Field("Buckets", select(
                    [["", "None"], ...offer(granularities, part.granularity)], part.granularity,
                    { "data-key": "granularity", onchange: set("granularity", true) }));
                const shown = relative.includes(part.range) ? part.range : "";
                const ranges = [["", "All times"], { label: "Up to now", options: offer(relative, shown) },
                    { label: "Other", options: [["bounds", "From day to day"], ["text", "As text"]] }];
                fields.range = new Field("Range", select(ranges, part.range, {
                    "data-key": "range", onchange: set("range", true),
                }));
                const parts = [fields.column.node, fields.granularity.node, fields.range.node];
                if (part.range === "text") {
                    fields.range = new Field("Range as text", el("input", {
                        value: part.text, placeholder: "from 7 days ago to now", "data-key": "text", spellcheck: "false",
                        onchange: set("text"),
                    }));
                    parts.push(fields.range.node);
                }
                if (part.range === "bounds") {
                    const isDay = text => !text || /^\d{4}-\d{2}-\d{2}$/.test(text);
                    const type = isDay(part.from) && isDay(part.to) ? "date" : "text";
                    const bound = (label, key) => new Field(label, el("input", {
                        type, value: part[key], "data-key": key, onchange: set(key),
                    }));
                    fields.from = bound("From", "from");
                    fields.to = bound("To, included", "to");
                    parts.push(fields.from.node, fields.to.node);
                }
                fields.zone = new Field("Time zone", el("input", {
                    value: model.timezone, "data-key": "zone", list: "zones", spellcheck: "false", autocomplete: "off",
                    onchange: event => { model.timezone = event.target.value.trim(); changed(); },
                }));
                parts.push(fields.zone.node);
                if (part.granularity) {
                    const box = el("input", { type: "checkbox", checked: part.fill, "data-key": "fill", onchange: set("fill") });
                    parts.push(el("label", { class: "check" }, box, "Show buckets without rows"));
                }
                rebuild(node, parts);
            };
            draw();
            return el("div", {}, node, el("datalist", { id: "zones" }, zones().map(zone => el("option", { value: zone }))));
        }

        /** The time zones that the browser knows. */
        function zones() { return ["UTC", ...(Intl.supportedValuesOf?.("timeZone") ?? [])]; }

        /** The browser's own time zone. */
        export function ownZone() { return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"; }

        """#)
}
