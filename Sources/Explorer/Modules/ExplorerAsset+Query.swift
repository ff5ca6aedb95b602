extension ExplorerAsset {
    /// Queries as the form's parts, and back.
    static let query = ExplorerAsset(
        script: "query.js",
        #"""
        import { Places } from "./fields.js";
        import { filterGaps, filterOf, filterRow } from "./filters.js";
        import { columnOf } from "./lookups.js";
        import { measureGaps, measureName, measureOf, measureRow, measureTitle } from "./measures.js";
        import { timeGaps, timeOf, timePart } from "./times.js";

        /** Returns a query as the form's parts. Parts that the form does not know stay in `rest`, and stay in the query. */
        export function modelOf(query, dataset) {
            const { measures, dimensions, timeDimensions, filters, order, limit, timezone, ...rest } = query;
            const list = value => (Array.isArray(value) ? value : []);
            const times = list(timeDimensions);
            const orders = list(order);
            return {
                measures: list(measures).map(item => measureRow(item, dataset)),
                dimensions: list(dimensions).map(column => ({ column: String(column) })),
                time: timePart(times[0]),
                moreTimes: times.slice(1),
                filters: list(filters).map(item => filterRow(item, dataset)),
                order: { member: orders[0]?.[0] ?? "", direction: orders[0]?.[1] ?? "desc" },
                moreOrder: orders.slice(1),
                limit: limit === undefined ? "" : String(limit),
                timezone: timezone ?? "UTC",
                rest,
            };
        }

        /** Notes the fields of a condition. Values of a list have one field, others one each. */
        function placeFilter(places, pointer, row) {
            places.set(pointer, row.field);
            places.set(`${pointer}/operator`, row.operatorField);
            const fields = row.valueFields ?? [];
            places.set(`${pointer}/values`, fields[0]);
            if (fields.length > 1) fields.forEach((field, index) => places.set(`${pointer}/values/${index}`, field));
        }

        /** Returns the query of the form's parts, without incomplete ones, the fields of its parts, and the `gaps`: the fields of
         * the missing parts with what to do. A query with gaps is not to be run, since it is not what the form shows. */
        export function queryOf(model, dataset) {
            const places = new Places();
            const query = {};
            const measures = [];
            for (const row of model.measures) {
                const item = measureOf(row, dataset);
                if (item === undefined) continue;
                const pointer = `/measures/${measures.length}`;
                places.set(pointer, row.field);
                places.set(`${pointer}/filters`, row.field);
                if (row.condition) placeFilter(places, `${pointer}/filters/0`, row.condition);
                measures.push(item);
            }
            if (measures.length) query.measures = measures;
            const dimensions = [];
            for (const row of model.dimensions) {
                if (!row.column) continue;
                places.set(`/dimensions/${dimensions.length}`, row.field);
                dimensions.push(row.column);
            }
            if (dimensions.length) query.dimensions = dimensions;
            const time = timeOf(model.time);
            const times = [...(time ? [time] : []), ...model.moreTimes];
            if (times.length) query.timeDimensions = times;
            const fields = model.time.fields ?? {};
            places.set("/timeDimensions/0", fields.column);
            places.set("/timeDimensions/0/granularity", fields.granularity);
            places.set("/timeDimensions/0/dateRange", fields.range);
            places.set("/timeDimensions/0/dateRange/0", fields.from);
            places.set("/timeDimensions/0/dateRange/1", fields.to);
            const filters = [];
            for (const row of model.filters) {
                const item = filterOf(row, dataset);
                if (item === undefined) continue;
                placeFilter(places, `/filters/${filters.length}`, row);
                filters.push(item);
            }
            if (filters.length) query.filters = filters;
            const order = model.order.member ? [[model.order.member, model.order.direction], ...model.moreOrder] : [];
            if (order.length) query.order = order;
            places.set("/order", model.order.field);
            const limit = model.limit.trim();
            if (limit) query.limit = /^\d+$/.test(limit) ? Number(limit) : limit;
            places.set("/limit", model.limitField);
            if (model.timezone && model.timezone !== "UTC") query.timezone = model.timezone;
            places.set("/timezone", fields.zone);
            const gaps = [
                ...model.measures.flatMap(row => measureGaps(row, dataset)), ...timeGaps(model.time),
                ...model.filters.flatMap(row => filterGaps(row, dataset)),
            ];
            return { query: { ...query, ...model.rest }, places, gaps };
        }

        /** The names that the order and conditions on groups can use. */
        export function membersOf(model) {
            const { column, granularity } = model.time;
            return [
                ...(column && granularity ? [`${column}.${granularity}`] : []),
                ...model.dimensions.map(row => row.column).filter(Boolean),
                ...model.measures.map(row => measureName(row)).filter(Boolean),
            ];
        }

        /** A query as a heading: "Number of rows and sum of Umsatz (EUR) by month and Land". */
        export function titleOf(query, dataset) {
            const names = (query.measures ?? []).map((item, index) => {
                if (typeof item !== "string" && item.as) return item.as;
                const title = measureTitle(typeof item === "string" ? item : String(item.measure), dataset);
                return index ? title.charAt(0).toLowerCase() + title.slice(1) : title;
            });
            const times = (query.timeDimensions ?? []).filter(time => time.granularity).map(time => String(time.granularity));
            const groups = [...times, ...(query.dimensions ?? []).map(name => memberText(String(name), dataset))];
            const by = groups.length > 1 ? `${groups.slice(0, -1).join(", ")} and ${groups.at(-1)}` : groups[0];
            if (!names.length) return by ? `Values of ${by}` : "An empty query";
            const all = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
            return all + (by ? ` by ${by}` : "");
        }

        /** The text of a column in menus, with its name in queries: "Umsatz, EUR (net)". */
        export function columnText(column) {
            const label = column.label && column.label !== column.name ? column.label : undefined;
            const unit = column.unit && !`${label}`.includes(`(${column.unit})`) ? `, ${column.unit}` : "";
            return label ? `${label}${unit} (${column.name})` : column.name + unit;
        }

        /** The text of a column in headings, as the server writes it in charts: "Umsatz (EUR)". */
        export function labelText(column) {
            const label = column.label ?? column.name;
            return column.unit && !label.includes(`(${column.unit})`) ? `${label} (${column.unit})` : label;
        }

        const parts = {
            minuteOfHour: "Minute", hourOfDay: "Hour", weekday: "Weekday", dayOfMonth: "Day of month", dayOfYear: "Day of year",
            weekOfYear: "Week", monthOfYear: "Month", quarterOfYear: "Quarter",
        };

        /** A Boolean value that indicates whether a name is that of a part of dates. */
        export function isDatePart(name) { return Object.hasOwn(parts, name); }

        /** The text of a column, a part of its dates or a bucket in headings: "Land", "Weekday of Datum", "Datum (month)". */
        export function memberText(name, dataset) {
            const column = columnOf(name, dataset);
            if (column) return column.label ?? name;
            const dot = name.lastIndexOf(".");
            const [start, rest] = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
            const time = columnOf(start, dataset);
            if (!time) return name;
            const label = time.label ?? start;
            return isDatePart(rest) ? `${parts[rest]} of ${label}` : `${label} (${rest})`;
        }

        /** A Boolean value that indicates whether a column's type is a number. */
        export function isNumber(type) { return type === "integer" || type === "decimal" || type === "double"; }

        /** A Boolean value that indicates whether a column's type is a time or a day. */
        export function isTime(type) { return type === "timestamp" || type === "date"; }

        """#)
}
