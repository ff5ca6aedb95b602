extension ExplorerAsset {
    /// Queries as the form's parts, and back.
    static let query = ExplorerAsset(
        script: "query.js",
        #"""
        import { Places } from "./fields.js";
        import { filterRow, filterOf } from "./filters.js";
        import { measureName, measureOf, measureRow } from "./measures.js";
        import { timeOf, timePart } from "./times.js";

        /** Returns a query as the form's parts. Parts that the form does not know stay in `rest`, and stay in the query. */
        export function modelOf(query, dataset) {
            const { measures, dimensions, timeDimensions, filters, order, limit, timezone, ...rest } = query;
            const list = value => (Array.isArray(value) ? value : []);
            const times = list(timeDimensions);
            const orders = list(order);
            return {
                measures: list(measures).map(item => measureRow(item)),
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

        /** Returns the query of the form's parts, without incomplete ones, and the fields of its parts. */
        export function queryOf(model, dataset) {
            const places = new Places();
            const query = {};
            const measures = [];
            for (const row of model.measures) {
                const item = measureOf(row, dataset);
                if (item === undefined) continue;
                const pointer = `/measures/${measures.length}`;
                places.set(pointer, row.field);
                places.set(`${pointer}/filters`, row.conditionField ?? row.field);
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
            const filters = [];
            for (const row of model.filters) {
                const item = filterOf(row, dataset);
                if (item === undefined) continue;
                const pointer = `/filters/${filters.length}`;
                places.set(pointer, row.field);
                places.set(`${pointer}/operator`, row.operatorField);
                places.set(`${pointer}/values`, row.valueField);
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
            return { query: { ...query, ...model.rest }, places };
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

        /** A query as a heading: "count, sum(amount) by ts.month and country". */
        export function titleOf(query) {
            const names = (query.measures ?? []).map(item => (typeof item === "string" ? item : item.as ?? item.measure));
            const times = (query.timeDimensions ?? []).filter(time => time.granularity)
                .map(time => `${time.dimension}.${time.granularity}`);
            const groups = [...times, ...(query.dimensions ?? [])];
            const by = groups.length > 1 ? `${groups.slice(0, -1).join(", ")} and ${groups.at(-1)}` : groups[0];
            if (!names.length) return by ? `Values of ${by}` : "An empty query";
            return names.join(", ") + (by ? ` by ${by}` : "");
        }

        /** The text of a column in menus. */
        export function columnText(column) {
            return column.label && column.label !== column.name ? `${column.label} (${column.name})` : column.name;
        }

        /** A Boolean value that indicates whether a column's type is a number. */
        export function isNumber(type) { return type === "integer" || type === "decimal" || type === "double"; }

        /** A Boolean value that indicates whether a column's type is a time or a day. */
        export function isTime(type) { return type === "timestamp" || type === "date"; }

        """#)
}
