extension ExplorerAsset {
    /// The columns that queries look up in other datasets.
    static let lookups = ExplorerAsset(
        script: "lookups.js",
        #"""
        import { columnText, isDatePart, isTime } from "./query.js";
        import { Problem, read } from "./server.js";

        /** Returns a dataset with its `lookups`: for each column that is looked up, the columns of the other dataset by their
         * names in queries. A dataset that does not exist for the client, or has no key that fits, is not looked up in. */
        export async function withLookups(dataset) {
            const names = new Set(dataset.columns.map(column => column.lookup).filter(Boolean));
            const others = [...names].some(name => name !== dataset.name) ? await readable() : [];
            const targets = new Map([...others, dataset].map(one => [one.name, one]));
            const lookups = dataset.columns.filter(column => column.lookup)
                .map(column => ({ column, columns: lookedUp(column, targets.get(column.lookup)) }))
                .filter(lookup => lookup.columns.length);
            return { ...dataset, lookups };
        }

        /** The datasets that the client can read. A dropped one is not in the list, so that no request for it fails. */
        async function readable() {
            try {
                return (await read("/v1/datasets")).datasets;
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                return [];
            }
        }

        function lookedUp(column, target) {
            // Without a column that is its key, a hidden one for instance, a description has no key.
            const key = target?.key?.length === 1 ? target.columns.find(one => one.name === target.key[0]) : undefined;
            if (key?.type !== column.type) return [];
            // A part of a date wins over a column of the same name.
            return target.columns.filter(one => !(isTime(column.type) && isDatePart(one.name))).map(one => ({
                name: `${column.name}.${one.name}`, type: one.type, unit: one.unit,
                label: column.label || one.label ? `${column.label ?? column.name}: ${one.label ?? one.name}` : undefined,
            }));
        }

        /** The columns that a query can name: the dataset's own, then those that it looks up. */
        export function columnsOf(dataset) {
            return [...dataset.columns, ...(dataset.lookups ?? []).flatMap(lookup => lookup.columns)];
        }

        /** Returns the column that a query names; `undefined` for other names. */
        export function columnOf(name, dataset) { return columnsOf(dataset).find(column => column.name === name); }

        /** Returns the options of a menu of columns that fit: the dataset's own, then a group for each lookup. */
        export function columnOptions(dataset, fits = () => true, fitsLookup = fits) {
            const options = columns => columns.map(column => [column.name, columnText(column)]);
            const groups = (dataset.lookups ?? []).map(lookup => ({
                label: columnText(lookup.column), options: options(lookup.columns.filter(fitsLookup)),
            }));
            return [...options(dataset.columns.filter(fits)), ...groups.filter(group => group.options.length)];
        }

        /** Returns the names in such options. */
        export function namesIn(options) { return options.flatMap(one => one.options ?? [one]).map(([name]) => name); }

        """#)
}
