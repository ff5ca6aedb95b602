extension ExplorerAsset {
    /// The conditions of a query.
    static let filters = ExplorerAsset(
        script: "filters.js",
        #"""
        import { button, el, rebuild, select } from "./dom.js";
        import { Field } from "./fields.js";
        import { columnOf, columnOptions } from "./lookups.js";
        import { isNumber, isTime } from "./query.js";
        import { read } from "./server.js";

        const texts = {
            equals: "is", notEquals: "is not", in: "is one of", notIn: "is none of", contains: "contains",
            notContains: "does not contain", startsWith: "starts with", endsWith: "ends with", gt: "is more than",
            gte: "is at least", lt: "is less than", lte: "is at most", inDateRange: "is between",
            notInDateRange: "is not between", beforeDate: "is before", afterDate: "is after", set: "has a value",
            notSet: "has no value",
        };

        /** The operators that fit a type. */
        function operators(type) {
            const base = ["equals", "notEquals", "in", "notIn"];
            const both = ["set", "notSet"];
            if (isTime(type)) return ["inDateRange", "notInDateRange", "beforeDate", "afterDate", ...base, ...both];
            if (type === "string") return [...base, "contains", "notContains", "startsWith", "endsWith", ...both];
            if (type === "boolean") return ["equals", "notEquals", ...both];
            if (type === "json") return both;
            return ["equals", "notEquals", "gt", "gte", "lt", "lte", "in", "notIn", ...both];
        }

        const isList = operator => operator === "in" || operator === "notIn";
        const isRange = operator => operator === "inDateRange" || operator === "notInDateRange";
        const isBare = operator => operator === "set" || operator === "notSet";

        /** The number of values that an operator's controls hold. */
        function capacity(operator) {
            return isBare(operator) ? 0 : isList(operator) ? Infinity : isRange(operator) ? 2 : 1;
        }

        /** Returns the form's part of a condition. What the controls cannot hold stays as JSON: groups of conditions, no value or
         * an empty text among the values, and more values than controls. */
        export function filterRow(filter) {
            const row = { member: "", operator: "equals", values: [], raw: null };
            if (!filter) return row;
            const { member, operator, values = [], ...rest } = filter;
            if (typeof member !== "string" || !texts[operator] || !Array.isArray(values) || Object.keys(rest).length) {
                return { ...row, raw: JSON.stringify(filter) };
            }
            const isMany = values.length > 1 && (operator === "equals" || operator === "notEquals");
            const fitting = isMany ? { equals: "in", notEquals: "notIn" }[operator] : operator;
            const isOther = value => value === null || typeof value === "object" || value === "" || /\n/.test(value);
            if (values.length > capacity(fitting) || values.some(isOther)) return { ...row, raw: JSON.stringify(filter) };
            return { ...row, member, operator: fitting, values: values.map(String) };
        }

        function typeOf(member, dataset) {
            const column = dataset ? columnOf(member, dataset) : undefined;
            // Other members are measures and parts of dates, which are numbers.
            return column ? column.type : "decimal";
        }

        /** Returns the JSON value of a text in a condition. A number that a double does not hold stays a text, and exact. */
        function valueOf(text, type) {
            const trimmed = text.trim();
            if (isNumber(type) && trimmed !== "" && String(Number(trimmed)) === trimmed) return Number(trimmed);
            if (type === "boolean" && (trimmed === "true" || trimmed === "false")) return trimmed === "true";
            return type === "string" ? text : trimmed;
        }

        /** A Boolean value that indicates whether a control has no value. A text may consist of spaces. */
        function isMissing(value, type) { return value === undefined || (type === "string" ? value : value.trim()) === ""; }

        /** Returns the parts that a condition lacks: their fields, with what to do. A row without a column is not yet one. */
        export function filterGaps(row, dataset) {
            if (row.raw !== null) {
                return row.raw.trim() ? [] : [{ field: row.field, text: "Enter the condition, or remove it." }];
            }
            if (!row.member || isBare(row.operator)) return [];
            const [field] = row.valueFields;
            if (isList(row.operator)) return row.values.length ? [] : [{ field, text: "Enter at least one value." }];
            const type = typeOf(row.member, dataset);
            const names = isRange(row.operator) ? ["From", "To"] : ["The value"];
            return names.map((name, index) => ({ field: row.valueFields[index], text: `${name} is missing.`, index }))
                .filter(gap => isMissing(row.values[gap.index], type));
        }

        /** Returns a condition of a query; `undefined` while a part is missing. */
        export function filterOf(row, dataset) {
            if (row.raw !== null) {
                try { return JSON.parse(row.raw); } catch { return row.raw.trim() ? { member: row.raw } : undefined; }
            }
            if (!row.member) return undefined;
            if (isBare(row.operator)) return { member: row.member, operator: row.operator };
            const type = typeOf(row.member, dataset);
            const count = Math.min(capacity(row.operator), row.values.length);
            const values = row.values.slice(0, count);
            if (!count || (isRange(row.operator) && count < 2) || values.some(value => isMissing(value, type))) return undefined;
            return { member: row.member, operator: row.operator, values: values.map(value => valueOf(value, type)) };
        }

        /** Returns the editor of a condition. */
        export function filterEditor(row, { label, dataset, members, changed, remove }) {
            const node = el("fieldset", { class: "row filter" });
            const removal = () => button("×", remove, { class: "icon", "aria-label": `Remove: ${label}` });
            const draw = () => {
                if (row.raw !== null) {
                    row.field = new Field("Condition as JSON", el("textarea", {
                        value: row.raw, rows: 2, spellcheck: "false", class: "code", "data-key": "raw",
                        onchange: event => { row.raw = event.target.value; changed(); },
                    }), { hidden: true, wide: true });
                    return rebuild(node, el("legend", { class: "unseen" }, label),
                        el("div", { class: "line" }, row.field.node, removal()));
                }
                const type = typeOf(row.member, dataset);
                const options = [["", "Column…"], ...columnOptions(dataset)];
                const names = members.filter(name => !columnOf(name, dataset));
                if (row.member && !columnOf(row.member, dataset) && !names.includes(row.member)) names.push(row.member);
                row.field = new Field("Column", select(
                    names.length ? [...options, { label: "Of groups", options: names }] : options, row.member, {
                        "data-key": "member", onchange: event => {
                            row.member = event.target.value;
                            const fitting = operators(typeOf(row.member, dataset));
                            if (!fitting.includes(row.operator)) row.operator = fitting[0];
                            row.values = [];
                            draw();
                            changed({ opens: true });
                        },
                    }), { hidden: true });
                const fitting = operators(type);
                if (!fitting.includes(row.operator)) fitting.push(row.operator);
                row.operatorField = new Field("Condition", select(fitting.map(key => [key, texts[key]]), row.operator, {
                    "data-key": "operator", onchange: event => {
                        row.operator = event.target.value;
                        draw();
                        changed({ opens: true });
                    },
                }), { hidden: true });
                const values = valueFields(row, type, dataset, changed);
                row.valueFields = values;
                rebuild(node, el("legend", { class: "unseen" }, label),
                    el("div", { class: "line" },
                        row.field.node, row.operatorField.node, values.map(value => value.node), removal()));
            };
            draw();
            return node;
        }

        function valueFields(row, type, dataset, changed) {
            if (!row.member || isBare(row.operator)) return [];
            if (isList(row.operator)) {
                return [new Field("Values, one a line", el("textarea", {
                    value: row.values.join("\n"), rows: 3, spellcheck: "false", "data-key": "values",
                    placeholder: "One value a line", onchange: event => {
                        row.values = event.target.value.split("\n").filter(line => line.trim() !== "");
                        changed();
                    },
                }), { hidden: true, wide: true })];
            }
            if (type === "boolean") {
                if (!row.values.length) row.values = ["true"];
                return [new Field("Value", select(["true", "false"], row.values[0], {
                    "data-key": "value0", onchange: event => { row.values = [event.target.value]; changed(); },
                }), { hidden: true })];
            }
            const count = isRange(row.operator) ? 2 : 1;
            return Array.from({ length: count }, (_, index) => {
                const name = count === 2 ? ["From", "To"][index] : "Value";
                const control = el("input", {
                    value: row.values[index] ?? "", "data-key": `value${index}`, spellcheck: "false", autocomplete: "off",
                    placeholder: isTime(type) ? "2026-01-31" : "Value", inputmode: isNumber(type) ? "decimal" : null,
                    onchange: event => { row.values[index] = event.target.value; changed(); },
                });
                if (type === "string" && row.operator !== "contains") suggest(control, dataset, row.member);
                return new Field(name, control, { hidden: true });
            });
        }

        let lists = 0;

        /** Offers the most frequent values of a column once the control gets the focus. */
        function suggest(control, dataset, column) {
            const list = el("datalist", { id: `values-${++lists}` });
            control.setAttribute("list", list.id);
            control.addEventListener("focus", async () => {
                document.body.append(list);
                const query = JSON.stringify({ measures: ["count"], dimensions: [column], limit: 50 });
                const parameters = new URLSearchParams({ shape: "arrays", query });
                const path = `/v1/datasets/${encodeURIComponent(dataset.name)}/query?${parameters}`;
                const answer = await read(path).catch(() => ({ data: [] }));
                list.replaceChildren(...answer.data.filter(row => row[0] !== null).map(row => el("option", { value: row[0] })));
            }, { once: true });
            control.addEventListener("blur", () => list.remove());
        }

        """#)
}
