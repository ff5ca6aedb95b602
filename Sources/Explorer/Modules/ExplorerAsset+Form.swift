extension ExplorerAsset {
    /// The form of a query.
    static let form = ExplorerAsset(
        script: "form.js",
        #"""
        import { button, el, rebuild, select } from "./dom.js";
        import { Field, reveal } from "./fields.js";
        import { filterEditor, filterRow } from "./filters.js";
        import { columnOptions, columnsOf, namesIn } from "./lookups.js";
        import { measureEditor, measureName, measureRow, measureTitle } from "./measures.js";
        import { columnText, isNumber, isTime, memberText, membersOf, modelOf, queryOf } from "./query.js";
        import { timeEditor } from "./times.js";

        const dateParts = ["hourOfDay", "weekday", "dayOfMonth", "monthOfYear", "quarterOfYear", "weekOfYear", "dayOfYear"];

        /** The form of a query. It calls `changed` after each change that a person has finished; with `opens` after one that adds
         * fields, which are empty at first. */
        export class QueryForm {
            #marked = [];

            constructor(dataset, query, changed) {
                this.dataset = dataset;
                this.changed = change => { this.#drawDependent(); changed(change); };
                const submit = event => {
                    event.preventDefault();
                    changed();
                    this.#marked[0]?.control.focus();
                };
                this.node = el("form", { class: "query", "aria-label": "Query", onsubmit: submit });
                this.show(query);
            }

            /** Shows another query. */
            show(query) {
                this.model = modelOf(query, this.dataset);
                this.sections = Object.fromEntries(
                    ["measures", "dimensions", "time", "filters", "order", "json"].map(key => [key, el("div", {})]));
                const section = (title, key, ...more) => el("section", {}, el("h2", {}, title), this.sections[key], ...more);
                const add = (text, action) => button(text, action, { class: "add" });
                this.node.replaceChildren(
                    section("Measures", "measures", add("Add a measure", () => this.#add("measures", this.#nextMeasure()))),
                    section("Group by", "dimensions", add("Add a group", () => this.#add("dimensions", { column: "" }))),
                    section("Time", "time"),
                    section("Filters", "filters", add("Add a filter", () => this.#add("filters", filterRow()))),
                    section("Order and limit", "order"),
                    el("div", { class: "actions" }, el("button", { type: "submit", class: "primary" }, "Run")),
                    this.sections.json);
                this.#drawMeasures();
                this.#drawDimensions();
                this.#drawFilters();
                this.sections.time.replaceChildren(timeEditor(this.model, this.dataset, this.changed));
                this.#drawDependent();
            }

            /** The query, and the fields of its parts. */
            get query() { return queryOf(this.model, this.dataset); }

            /** Shows the missing parts beside their fields. Those of new fields are not shown yet where `opens` is true. */
            mark(gaps, opens) {
                const shown = opens ? gaps.filter(gap => this.#marked.includes(gap.field)) : gaps;
                for (const field of this.#marked) field.fail();
                for (const { field, text } of shown) field.fail(text);
                this.#marked = shown.map(gap => gap.field);
                if (!opens && this.#marked.length) reveal(this.#marked[0]);
                return shown.length;
            }

            /** A measure that the query does not have yet, since two of the same name are a mistake. */
            #nextMeasure() {
                const known = new Set(this.model.measures.map(measureName));
                const column = this.dataset.columns.find(one => isNumber(one.type));
                const calls = column ? ["sum", "avg", "max", "min", "median"].map(name => `${name}(${column.name})`) : [];
                const others = this.dataset.columns.map(one => `countDistinct(${one.name})`);
                return measureRow(["count", ...calls, ...others].find(text => !known.has(text)));
            }

            #add(list, row) {
                this.model[list].push(row);
                if (list === "measures") this.#drawMeasures();
                else if (list === "dimensions") this.#drawDimensions();
                else this.#drawFilters();
                this.sections[list].lastElementChild?.querySelector("select, input, textarea")?.focus();
                this.changed({ opens: true });
            }

            /** Removes a row; the focus goes to its neighbour, or to the button that adds one. */
            #remove(list, row, draw) {
                const index = this.model[list].indexOf(row);
                this.model[list].splice(index, 1);
                draw();
                const rows = this.sections[list].children;
                const target = rows[Math.min(index, rows.length - 1)]?.querySelector("select, input, textarea");
                (target ?? this.sections[list].nextElementSibling)?.focus();
                this.changed();
            }

            #drawMeasures() {
                const draw = () => this.#drawMeasures();
                this.sections.measures.replaceChildren(...this.model.measures.map((row, index) => measureEditor(row, {
                    index, dataset: this.dataset, changed: this.changed,
                    others: () => this.model.measures.filter(other => other !== row).map(measureName).filter(Boolean),
                    remove: () => this.#remove("measures", row, draw),
                })));
            }

            #drawDimensions() {
                const draw = () => this.#drawDimensions();
                const plain = columnOptions(this.dataset, column => column.type !== "json");
                const parts = columnsOf(this.dataset).filter(column => isTime(column.type)).map(column => ({
                    label: `Parts of ${columnText(column)}`,
                    options: dateParts.filter(part => part !== "hourOfDay" || column.type === "timestamp")
                        .map(part => [`${column.name}.${part}`, memberText(`${column.name}.${part}`, this.dataset)]),
                }));
                const known = new Set(namesIn([...plain, ...parts]));
                this.sections.dimensions.replaceChildren(...this.model.dimensions.map((row, index) => {
                    const other = row.column && !known.has(row.column) ? [row.column] : [];
                    const options = [["", "Column…"], ...plain, ...other, ...parts];
                    row.field = new Field(`Group ${index + 1}`, select(options, row.column, {
                        onchange: event => { row.column = event.target.value; this.changed(); },
                    }), { hidden: true });
                    return el("div", { class: "row line" }, row.field.node,
                        button("×", () => this.#remove("dimensions", row, draw),
                            { class: "icon", "aria-label": `Remove group ${index + 1}` }));
                }));
            }

            #drawFilters() {
                const draw = () => this.#drawFilters();
                this.sections.filters.replaceChildren(...this.model.filters.map((row, index) => filterEditor(row, {
                    label: `Filter ${index + 1}`, dataset: this.dataset, changed: this.changed, members: membersOf(this.model),
                    remove: () => this.#remove("filters", row, draw),
                })));
            }

            /** Draws the parts that depend on others: the order's menu, and the query as JSON. */
            #drawDependent() {
                for (const row of this.model.measures) row.redraw?.();
                const { order } = this.model;
                const members = membersOf(this.model);
                if (order.member && !members.includes(order.member)) members.push(order.member);
                const text = name => {
                    const title = measureTitle(name, this.dataset);
                    return title === name ? memberText(name, this.dataset) : title;
                };
                const options = members.map(name => [name, text(name)]);
                order.field = new Field("Order by", select([["", "Automatic"], ...options], order.member, {
                    "data-key": "order", onchange: event => { order.member = event.target.value; this.changed(); },
                }));
                const directions = [["desc", "Largest first"], ["asc", "Smallest first"]];
                const direction = new Field("Direction", select(directions, order.direction, {
                    "data-key": "direction", disabled: !order.member,
                    onchange: event => { order.direction = event.target.value; this.changed(); },
                }));
                this.model.limitField = new Field("Limit", el("input", {
                    value: this.model.limit, inputmode: "numeric", placeholder: "10000", "data-key": "limit",
                    onchange: event => { this.model.limit = event.target.value; this.changed(); },
                }));
                const fields = [order.field, direction, this.model.limitField];
                rebuild(this.sections.order, el("div", { class: "grid" }, fields.map(field => field.node)));
                this.#drawJSON();
            }

            /** The whole query as JSON, for everything that the form does not offer. */
            #drawJSON() {
                const isOpen = this.sections.json.querySelector("details")?.open;
                const text = el("textarea", {
                    value: JSON.stringify(this.query.query, null, 2), rows: 12, class: "code", spellcheck: "false",
                    "data-key": "json",
                });
                const field = new Field("The query as JSON", text, { wide: true });
                const apply = () => {
                    let query;
                    try {
                        query = JSON.parse(text.value);
                        const isObject = query && typeof query === "object" && !Array.isArray(query);
                        if (!isObject) throw new SyntaxError("expected an object");
                    } catch (error) {
                        field.fail(`This is not a query as JSON: ${error.message}`);
                        text.focus();
                        return;
                    }
                    this.show(query);
                    this.changed();
                    this.sections.json.querySelector("details").open = true;
                };
                rebuild(this.sections.json, el("details", { class: "more", open: isOpen }, el("summary", {}, "As JSON"),
                    field.node, button("Apply the JSON", apply, { "data-key": "apply" })));
            }
        }

        """#)
}
