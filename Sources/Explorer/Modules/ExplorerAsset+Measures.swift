extension ExplorerAsset {
    /// The measures of a query: counts, sums, percentiles, conditional ones and functions of others.
    static let measures = ExplorerAsset(
        script: "measures.js",
        #"""
        import { button, el, rebuild, select } from "./dom.js";
        import { Field } from "./fields.js";
        import { filterEditor, filterGaps, filterOf, filterRow } from "./filters.js";
        import { columnOf, columnOptions, namesIn } from "./lookups.js";
        import { isNumber, labelText } from "./query.js";

        const number = column => isNumber(column.type);
        const ordered = column => column.type !== "boolean" && column.type !== "json";
        const any = () => true;

        /** The functions: their text in the menu, the columns that they take, and their further parts. Those with `lookups` take
         * columns of other datasets too, whose values may appear in many rows. */
        const functions = {
            count: { text: "Number of rows" },
            values: { text: "Number of values", columns: any, lookups: true },
            countDistinct: { text: "Distinct values", columns: any, lookups: true },
            sum: { text: "Sum", columns: number },
            avg: { text: "Average", columns: number },
            min: { text: "Minimum", columns: ordered, lookups: true },
            max: { text: "Maximum", columns: ordered, lookups: true },
            median: { text: "Median", columns: number },
            percentile: { text: "Percentile", columns: number, percent: true },
            stddev: { text: "Standard deviation", columns: number },
            first: { text: "First value", columns: any },
            last: { text: "Last value", columns: any },
            ratio: { text: "Ratio", of: true, per: true },
            shareOfTotal: { text: "Share of total", of: true },
            rank: { text: "Rank", of: true },
            runningTotal: { text: "Running total", of: true },
            movingAverage: { text: "Moving average", of: true, buckets: true },
            change: { text: "Change", of: true },
            changeRatio: { text: "Relative change", of: true },
            text: { text: "As text", free: true },
        };

        const groups = [
            { label: "Of rows", options: ["count", "values", "countDistinct", "sum", "avg", "min", "max", "median", "percentile",
                "stddev", "first", "last"] },
            { label: "Of measures", options: ["ratio", "shareOfTotal", "rank", "runningTotal", "movingAverage", "change",
                "changeRatio"] },
            { label: "Other", options: ["text"] },
        ].map(group => ({ ...group, options: group.options.map(key => [key, functions[key].text]) }));

        /** Returns the form's part of a measure. */
        export function measureRow(item = "count", dataset) {
            const isText = typeof item === "string";
            const row = { ...parse(isText ? item : String(item?.measure ?? ""), dataset), name: "", condition: null };
            if (isText) return row;
            row.name = item?.as ?? "";
            const filters = Array.isArray(item?.filters) ? item.filters : [];
            if (filters.length) row.condition = filterRow(filters[0]);
            row.moreFilters = filters.slice(1);
            return row;
        }

        function parse(text, dataset) {
            const row = { kind: "text", column: "", percent: "95", of: "", per: "", buckets: "7", text };
            if (text === "count") return { ...row, kind: "count" };
            const call = /^(\w+(?:\.\d+)?)\((.*)\)$/s.exec(text);
            if (!call) return row;
            const [, name, argument] = call;
            const isLookedUp = dataset?.lookups?.some(one => one.columns.some(column => column.name === argument)) ?? false;
            if (/^\w+$/.test(argument) || (isLookedUp && (name === "count" || functions[name]?.lookups))) {
                if (name === "count") return { ...row, kind: "values", column: argument };
                const percent = /^p(\d+(?:\.\d+)?)$/.exec(name);
                if (percent) return { ...row, kind: "percentile", percent: percent[1], column: argument };
                if (functions[name]?.columns && name !== "percentile") return { ...row, kind: name, column: argument };
            }
            const parts = arguments_(argument);
            if (name === "ratio" && parts.length === 2) return { ...row, kind: name, of: parts[0], per: parts[1] };
            if (name === "movingAverage" && parts.length === 2) return { ...row, kind: name, of: parts[0], buckets: parts[1] };
            if (functions[name]?.of && !functions[name].per && parts.length === 1) return { ...row, kind: name, of: argument };
            return row;
        }

        /** Splits arguments at the commas outside of parentheses. */
        function arguments_(text) {
            const parts = [""];
            let depth = 0;
            for (const character of text) {
                if (character === "(") depth += 1;
                if (character === ")") depth -= 1;
                if (character === "," && depth === 0) parts.push("");
                else parts[parts.length - 1] += character;
            }
            return parts.map(part => part.trim());
        }

        /** The measure as the API writes it; `undefined` while a part is missing. */
        function textOf(row) {
            const form = functions[row.kind];
            if (form.free) return row.text.trim() || undefined;
            if (form.columns && !row.column) return undefined;
            if ((form.of && !row.of) || (form.per && !row.per)) return undefined;
            if (row.kind === "count") return "count";
            if (row.kind === "values") return `count(${row.column})`;
            if (form.percent) return `p${row.percent.trim()}(${row.column})`;
            if (form.columns) return `${row.kind}(${row.column})`;
            if (form.per) return `${row.kind}(${row.of}, ${row.per})`;
            return form.buckets ? `${row.kind}(${row.of}, ${row.buckets.trim()})` : `${row.kind}(${row.of})`;
        }

        /** A measure in words, as the server writes it in charts: "Sum of Umsatz (EUR)" for `sum(net)`. */
        export function measureTitle(text, dataset, hasUnit = true) {
            const row = parse(text, dataset);
            const form = functions[row.kind];
            const column = columnOf(row.column, dataset);
            const label = column?.label ?? row.column;
            const labelWithUnit = column && hasUnit ? labelText(column) : label;
            if (form.free || (form.columns && !column)) return text;
            if (row.kind === "count") return form.text;
            if (row.kind === "percentile") return `${form.text} ${row.percent} of ${labelWithUnit}`;
            if (row.kind === "values" || row.kind === "countDistinct") return `${form.text} of ${label}`;
            if (form.columns) return `${form.text} of ${labelWithUnit}`;
            const keepsUnit = ["runningTotal", "movingAverage", "change"].includes(row.kind);
            const inner = name => {
                const title = measureTitle(name, dataset, hasUnit && keepsUnit);
                return title === name ? name : title.charAt(0).toLowerCase() + title.slice(1);
            };
            if (form.per) return `${measureTitle(row.of, dataset, false)} / ${inner(row.per)}`;
            const words = { shareOfTotal: "Share of", rank: "Rank by" }[row.kind] ?? `${form.text} of`;
            return `${words} ${inner(row.of)}`;
        }

        /** The unit of a measure's values: that of its column, for functions that keep it; `undefined` for plain numbers. */
        export function measureUnit(text, dataset) {
            const row = parse(text, dataset);
            if (["runningTotal", "movingAverage", "change"].includes(row.kind)) return measureUnit(row.of, dataset);
            const keeps = ["sum", "avg", "min", "max", "median", "percentile", "stddev", "first", "last"];
            return keeps.includes(row.kind) ? columnOf(row.column, dataset)?.unit : undefined;
        }

        /** The name of a measure in answers. A condition needs a name, and one without parentheses, so that ratios can use it. */
        export function measureName(row) {
            const text = textOf(row);
            if (text === undefined || row.name.trim() || !row.condition) return row.name.trim() || text;
            const condition = row.condition.raw ? "" : [row.condition.member, ...row.condition.values].join("_");
            return `${text}_if_${condition}`.replace(/[\W_]+/g, "_").replace(/^_|_$/g, "").slice(0, 60);
        }

        /** Returns a measure of a query; `undefined` while a part is missing. */
        export function measureOf(row, dataset) {
            const measure = textOf(row);
            if (measure === undefined) return undefined;
            const condition = row.condition ? filterOf(row.condition, dataset) : undefined;
            const filters = [...(condition ? [condition] : []), ...(row.moreFilters ?? [])];
            if (!row.name.trim() && !filters.length) return measure;
            return { measure, as: measureName(row), ...(filters.length ? { filters } : {}) };
        }

        /** Returns the parts that a measure lacks, as those of a condition. */
        export function measureGaps(row, dataset) {
            const gaps = row.condition ? filterGaps(row.condition, dataset) : [];
            if (textOf(row) !== undefined) return gaps;
            const form = functions[row.kind];
            if (form.free) return [{ field: row.textField, text: "Enter a measure, or remove it." }, ...gaps];
            const text = form.of ? "Add the measure that it is computed from, or choose another function."
                : "The dataset has no column for it. Choose another function.";
            return [{ field: row.field, text }, ...gaps];
        }

        /** Returns the editor of a measure. */
        export function measureEditor(row, { index, dataset, others, changed, remove }) {
            const node = el("fieldset", { class: "row" });
            const draw = () => {
                const form = functions[row.kind];
                const kind = new Field(`Measure ${index + 1}`, select(groups, row.kind, {
                    "data-key": "kind", onchange: event => {
                        row.kind = event.target.value;
                        draw();
                        changed({ opens: true });
                    },
                }), { hidden: true });
                row.field = kind;
                const parts = [];
                const menu = (label, key, options) => parts.push(new Field(label, select(options, row[key], {
                    "data-key": key, onchange: event => { row[key] = event.target.value; changed(); },
                }), { hidden: true }).node);
                const input = (label, key, properties = {}) => {
                    const field = new Field(label, el("input", {
                        "data-key": key, value: row[key], spellcheck: "false", ...properties,
                        onchange: event => { row[key] = event.target.value; changed(); },
                    }), { hidden: !properties.shown });
                    parts.push(field.node);
                    return field;
                };
                if (form.percent) input("Percent", "percent", { inputmode: "decimal", class: "short", shown: true });
                if (form.columns) {
                    const options = columnOptions(dataset, form.columns, form.lookups ? form.columns : () => false);
                    const names = namesIn(options);
                    if (!names.includes(row.column)) row.column = names[0] ?? "";
                    menu("Column", "column", options);
                }
                const measures = others();
                for (const key of ["of", "per"].filter(part => form[part])) {
                    if (!row[key]) row[key] = measures[key === "per" && measures.length > 1 ? 1 : 0] ?? "";
                    const names = new Set([...measures, row[key]].filter(Boolean));
                    menu(key === "of" ? "Of measure" : "Divided by", key,
                        [...names].map(name => [name, measureTitle(name, dataset)]));
                }
                if (form.buckets) input("Buckets", "buckets", { inputmode: "numeric", class: "short", shown: true });
                if (form.free) row.textField = input("Measure as the API writes it", "text", { placeholder: "p99.9(amount)" });
                rebuild(node, el("legend", { class: "unseen" }, `Measure ${index + 1}`),
                    el("div", { class: "line" }, kind.node, parts,
                        button("×", remove, { class: "icon", "aria-label": `Remove measure ${index + 1}` })),
                    details(row, { dataset, changed, draw }));
            };
            draw();
            // The names in its menus change with other measures.
            row.redraw = () => { if (functions[row.kind].of && !node.contains(document.activeElement)) draw(); };
            return node;
        }

        /** The name of a measure, and its condition. */
        function details(row, { dataset, changed, draw }) {
            const name = new Field("Name", el("input", {
                value: row.name, "data-key": "name", spellcheck: "false",
                onchange: event => { row.name = event.target.value; changed(); },
            }));
            let condition;
            if (row.condition) {
                condition = filterEditor(row.condition, {
                    label: "Only rows where", dataset, members: [], changed,
                    remove: () => { row.condition = null; draw(); changed(); },
                });
            } else {
                const begin = () => { row.condition = filterRow(); draw(); };
                condition = button("Only some rows…", begin, { class: "plain", "data-key": "if" });
            }
            const text = [row.name && `as ${row.name}`, row.condition && "with a condition"].filter(Boolean).join(", ");
            return el("details", { class: "more", open: row.isOpen, ontoggle: event => { row.isOpen = event.target.open; } },
                el("summary", {}, text || "Name, condition"), name.node, condition);
        }

        """#)
}
