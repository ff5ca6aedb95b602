/// The differences between a file and a dataset that exists.
package struct DatasetComparison: Sendable {
    /// A column that both have.
    package struct Pair: Sendable, Hashable {
        /// The column of the file.
        package let file: InferredColumn
        /// The column of the dataset.
        package let dataset: Column

        /// The options that decide a notation which the file leaves open; empty if the values can be read.
        package var openOptions: [String] {
            file.column.type == .string && dataset.type != .string ? file.options : []
        }
    }

    /// A column of the file that is none of the dataset's.
    package struct Additional: Sendable, Hashable {
        /// The column of the file.
        package let file: InferredColumn
        /// The column of the dataset that has or had the name, so that none can be added under it; `nil` if the name is free.
        package let owner: Column?
    }

    /// The columns that both have, in the order of the file.
    package let pairs: [Pair]
    /// The columns of the file that the dataset lacks.
    package let additional: [Additional]
    /// The columns of the dataset that the file lacks.
    package let missing: [Column]
    /// A parser that reads the values of the pairs as the dataset's types, whatever the additional and missing columns are.
    package let parser: any RowParser

    /// A Boolean value that indicates whether the columns are those that an import takes.
    package var fits: Bool {
        additional.isEmpty && missing.allSatisfy(\.nullable) && pairs.allSatisfy(\.openOptions.isEmpty)
    }
}

extension InferredDataset {
    /// Compares the file with a dataset, whose columns have the names or the labels of the file's.
    ///
    /// - Parameter limits: The limits on the file's rows.
    package func comparison(
        with dataset: DatasetDefinition, limits: RowParserLimits = RowParserLimits()
    ) throws(DefinitionError) -> DatasetComparison {
        let found = matches(in: dataset)
        let taken = Set(found.compactMap { $0 })
        var names = HeaderName(used: dataset.columns.map(\.name))
        var columns = dataset.columns.enumerated().map { index, column in
            Column(
                name: column.name, type: column.type, nullable: column.nullable || !taken.contains(index),
                label: column.label)
        }
        var pairs: [DatasetComparison.Pair] = []
        var additional: [DatasetComparison.Additional] = []
        var targets: [Int] = []
        for (inferred, index) in zip(self.columns, found) {
            if let index {
                pairs.append(DatasetComparison.Pair(file: inferred, dataset: dataset.columns[index]))
                targets.append(index)
                continue
            }
            let owner = dataset.columns.first { column in
                ([column.name] + column.formerNames).contains(inferred.column.name)
            }
            additional.append(DatasetComparison.Additional(file: inferred, owner: owner))
            targets.append(columns.count)
            let name = names.name(for: inferred.column.name.rawValue, position: columns.count + 1)
            columns.append(Column(name: name, type: inferred.column.type))
        }
        let definition = try DatasetDefinition(name: dataset.name, columns: columns)
        return DatasetComparison(
            pairs: pairs, additional: additional,
            missing: dataset.columns.enumerated().filter { !taken.contains($0.offset) }.map(\.element),
            parser: parser(for: definition, targets: targets, limits: limits))
    }
}
