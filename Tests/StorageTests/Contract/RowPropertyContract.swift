import Models
import Storage
import StorageTesting
import TestSupport
import Testing

@Suite("Contract: random changes of rows")
struct RowPropertyContract {
    @Test("A store behaves like a dictionary of rows under random changes", arguments: StoreKind.testable)
    func model(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for seed in Seeds.some(12) {
                var random = try RandomCase(seed: seed)
                let dataset = try await store.createDataset(random.definition)
                var model = RowModel()
                for step in 0..<40 {
                    let what = try await Self.step(&random, &model, store, dataset)
                    guard let problem = try await Self.difference(model, store, dataset) else { continue }
                    Issue.record("WEIR_SEED=\(seed), step \(step), \(what): \(problem)")
                    return
                }
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    /// Applies a random step to the store and the model, and compares the outcomes.
    private static func step(
        _ random: inout RandomCase, _ model: inout RowModel, _ store: any AnalyticsStore, _ dataset: Dataset
    ) async throws -> String {
        if random.generator.once(in: 4) {
            let rows = (0..<Int.random(in: 0...4, using: &random.generator)).map { _ in row(&random) }
            try await store.add(rows, to: dataset)
            let ids = try await store.rows(
                of: dataset, page: RowPageRequest(after: model.lastID, limit: 100)
            ).ids
            #expect(ids.count == rows.count, "ids of deleted rows must not be reused")
            model.insert(ids, rows)
            return "insert \(rows.count)"
        }
        let id = Int64.random(in: 1...max(1, model.lastID + 1), using: &random.generator)
        let current = model.rows[id]?.version ?? 1
        let condition: RowCondition =
            switch Int.random(in: 0..<3, using: &random.generator) {
            case 0: .always
            case 1: .version(in: [current])
            default: .version(in: [current + 1, current - 1])
            }
        let change: RowChange =
            switch Int.random(in: 0..<5, using: &random.generator) {
            case 0: .delete
            case 1, 2: .replace(row(&random))
            default: .patch(patch(&random))
            }
        let outcome = try await store.changeRow(id, of: dataset, change, if: condition)
        let expected = model.change(id, change, condition)
        #expect(Self.shape(outcome) == expected, "\(change) of row \(id) if \(condition)")
        return "\(change) of row \(id) if \(condition)"
    }

    private static func row(_ random: inout RandomCase) -> [Value] {
        random.columns.map { column in
            column.nullable && random.generator.once(in: 4) ? .null : RandomValues.value(column.type, &random.generator)
        }
    }

    private static func patch(_ random: inout RandomCase) -> [RowAssignment] {
        let values = row(&random)
        return values.indices.filter { _ in random.generator.once(in: 2) }
            .map { RowAssignment(column: $0, value: values[$0]) }
    }

    private static func shape(_ outcome: RowChangeOutcome) -> String {
        switch outcome {
        case .written(let row, let version): "version \(row.version), data \(version)"
        case .deleted(let version): "deleted, data \(version)"
        case .notFound: "not found"
        case .conflict(let version): "conflict with \(version)"
        }
    }

    private static func difference(
        _ model: RowModel, _ store: any AnalyticsStore, _ dataset: Dataset
    ) async throws -> Comment? {
        let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 1000))
        let expected = model.rows.sorted { $0.key < $1.key }
        guard page.ids == expected.map(\.key), page.versions == expected.map(\.value.version),
            page.dataVersion == model.dataVersion
        else {
            return
                "got ids \(page.ids), versions \(page.versions), data version \(page.dataVersion), expected \(expected), \(model.dataVersion)"
        }
        return StorageTests.difference(page.rows.values, expected.map(\.value.values))
    }
}

/// A model of a dataset: rows by id.
private struct RowModel {
    var rows: [Int64: (version: Int64, values: [Value])] = [:]
    var lastID: Int64 = 0
    var dataVersion: Int64 = 0

    mutating func insert(_ ids: [Int64], _ new: [[Value]]) {
        for (id, values) in zip(ids, new) { rows[id] = (1, values) }
        lastID = ids.last ?? lastID
        if !new.isEmpty { dataVersion += 1 }
    }

    mutating func change(_ id: Int64, _ change: RowChange, _ condition: RowCondition) -> String {
        guard let old = rows[id] else { return "not found" }
        if case .version(let versions) = condition, !versions.contains(old.version) {
            return "conflict with \(old.version)"
        }
        var values = old.values
        switch change {
        case .delete:
            rows[id] = nil
            dataVersion += 1
            return "deleted, data \(dataVersion)"
        case .replace(let new): values = new
        case .patch(let assignments):
            guard !assignments.isEmpty else { return "version \(old.version), data \(dataVersion)" }
            for assignment in assignments { values[assignment.column] = assignment.value }
        }
        rows[id] = (old.version + 1, values)
        dataVersion += 1
        return "version \(old.version + 1), data \(dataVersion)"
    }
}
