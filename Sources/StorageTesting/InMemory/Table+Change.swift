import Models
import Storage

extension Table {
    /// Changes the columns; added ones are null in existing rows.
    mutating func change(_ change: DatasetChange) throws(StorageError) {
        let known = definition
        let changed = try definition.changed(by: change)
        for alteration in change.altered {
            guard let index = known.index(of: alteration.column.rawValue), let type = alteration.type,
                let conversion = ColumnConversion(from: known.columns[index].type, to: type)
            else { continue }
            try convert(index, conversion)
        }
        let kept = known.columns.indices.filter { !change.dropped.contains(known.columns[$0].name) }
        rows = rows.map { row in kept.map { row[$0] } + change.added.map { _ in Value.null } }
        definition = changed
        dataVersion += 1
        if change.changesMeaning { definitionVersion += 1 }
    }

    private mutating func convert(_ column: Int, _ conversion: ColumnConversion) throws(StorageError) {
        var report = ConversionReport(
            column: definition.columns[column].name, conversion: conversion, count: 0, examples: [])
        var converted = rows
        for index in rows.indices {
            if let value = conversion.converted(rows[index][column]) {
                converted[index][column] = value
                continue
            }
            report.count += 1
            guard report.examples.count < ConversionReport.maximumExamples else { continue }
            report.examples.append(.init(row: ids[index], value: rows[index][column].description))
        }
        guard report.count == 0 else { throw .notConvertible(report) }
        rows = converted
    }
}
