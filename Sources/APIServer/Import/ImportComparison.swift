import Diagnostics
package import Models

/// The differences between a file and the dataset into which it would be imported, as text of 80 columns or as JSON.
package struct ImportComparison: Sendable {
    /// The most refused rows that the text shows.
    private static let shownErrors = 5

    /// The columns of both.
    package let columns: DatasetComparison
    /// The dataset.
    package let dataset: Dataset
    /// The number of rows whose values do not fit.
    package let refused: Int64
    /// The first errors of these rows.
    package let errors: [RowError]
    /// The effect on the rows that the dataset has.
    package var mode = ImportMode.append
    /// The rows that an import replaces; `nil` if it replaces none.
    package var replacement: Replacement?

    /// The rows that an import replaces, and those of the file.
    package struct Replacement: Sendable {
        /// The number of rows that the dataset has in the range.
        package let present: Int64
        /// The number of rows of the file in the range.
        package let inside: Int64
        /// The number of rows of the file outside of the range.
        package let outside: Int64
        /// The first errors about these rows.
        package let errors: [RowError]
    }

    /// A Boolean value that indicates whether an import would write all rows, apart from equal keys, which the store alone knows.
    package var fits: Bool { columns.fits && refused == 0 && (replacement?.outside ?? 0) == 0 }

    /// The missing columns that are not nullable, so that no row of the file can be written.
    private var needed: [Column] { columns.missing.filter { !$0.nullable } }

    /// The lines for people.
    package var lines: [String] {
        let count = dataset.rowCount.counted("row")
        var lines = ["Compared with the dataset \"\(dataset.name)\", which has \(count):", ""]
        let others = columns.pairs.filter { $0.file.column.type != $0.dataset.type || !$0.openOptions.isEmpty }
        let same = columns.pairs.filter { !others.contains($0) }.map(\.dataset.name.rawValue)
        if !same.isEmpty { lines += Self.entry("same", [same.joined(separator: ", ")]) }
        for pair in others {
            let name = pair.dataset.name.rawValue
            let types = "\(name) is \(pair.dataset.type.rawValue), in the file \(pair.file.column.type.rawValue)"
            let flags = pair.openOptions.map(ImportFlag.ofOption).joined(separator: " or ")
            lines += Self.entry(
                "type",
                [
                    types
                        + (flags.isEmpty
                            ? "; its values are read as \(pair.dataset.type.rawValue)" : "; state " + flags)
                ])
        }
        var search = NearestNameSearch()
        for column in columns.additional {
            lines += Self.entry("additional", [sentence(about: column, &search)])
        }
        // The line about a renamed column says already that the file lacks its present name.
        let renamed = columns.additional.compactMap(\.owner)
        for column in columns.missing where !renamed.contains(column) {
            lines += Self.entry(
                "missing",
                [
                    "\(column.name)"
                        + (column.nullable
                            ? ": the rows would have no value" : " is not nullable, so no row would be written")
                ])
        }
        if refused > 0 {
            lines += Self.entry(
                "refused",
                [
                    "\(refused) \(refused == 1 ? "row has values" : "rows have values") that do not fit, so no row would be written"
                ]
                    + errors.prefix(Self.shownErrors).map { ImportFlag.translated($0.sentence) })
        } else if fits {
            lines += Self.entry("fits", ["every row"])
        }
        if let replacement { lines += self.lines(about: replacement) }
        return lines
    }

    /// Returns the sentence about a column of the file that the dataset lacks.
    private func sentence(about column: DatasetComparison.Additional, _ search: inout NearestNameSearch) -> String {
        let header = "\(column.file.header.quotedForMessage): "
        guard let owner = column.owner else {
            return header + "the dataset has no such column, so no row would be written"
                + NearestName.hint(search.column(column.file.column.name.rawValue, among: columns.missing))
        }
        guard columns.missing.contains(owner) else {
            return header
                + "the dataset's column \(owner.name) has its values from another column of the file, so no row would be "
                + "written; leave one of them out"
        }
        return header + "the dataset's column is called \(owner.name) now, so no row would be written; rename it to "
            + "\(owner.name) in the file"
    }

    private func lines(about replacement: Replacement) -> [String] {
        let range = if case .replace(let range?) = mode { " in \(range.text)" } else { "" }
        func rows(_ count: Int64) -> String { count.counted("row") }
        let kept = dataset.rowCount - replacement.present
        var lines = Self.entry(
            "replaces",
            [
                "\(rows(replacement.present))\(range) by \(replacement.inside) of the file"
                    + (range.isEmpty ? "" : "; \(kept) outside of the range \(kept == 1 ? "stays" : "stay")")
            ])
        guard replacement.outside > 0 else { return lines }
        lines += Self.entry(
            "outside",
            ["\(rows(replacement.outside)) of the file, so no row would be written"]
                + replacement.errors.prefix(Self.shownErrors).map(\.sentence))
        return lines
    }

    /// The lines about the way on.
    ///
    /// - Parameters:
    ///   - command: The command that imports the file.
    ///   - server: The address of the server; `nil` if the settings do not state it.
    package func next(command: String, server: String?) -> [String] {
        guard fits else {
            guard let document = addition else { return [] }
            let key = "-H 'Authorization: Bearer KEY' if it requires a key:"
            return [
                "To add the columns, on a server with this store, with"
                    + (server == nil ? " its address for HOST:PORT" : ""),
                server == nil ? "and " + key : key,
                "",
                "  curl -X PATCH \(server ?? "http://HOST:PORT")/v1/datasets/\(dataset.name) \\",
                "    -H 'content-type: application/json' \\", "    -d '\(document)'",
            ]
        }
        let key = dataset.definition.key.map(\.rawValue).joined(separator: ", ")
        let effect =
            switch mode {
            case .append: "add the rows"
            case .replace: "replace the rows"
            case .mergeDuplicates: "add the rows, which replace those with the same key (\(key))"
            case .ignoreDuplicates: "add the rows, without those whose key (\(key)) exists"
            }
        var lines = ["To \(effect), with the other flags of this command:", "", "  \(command)"]
        guard mode == .append else { return lines }
        if !key.isEmpty {
            lines += [
                "", "Rows with the key (\(key)) of other rows are refused; --merge-duplicates",
                "replaces those, and --ignore-duplicates leaves the new ones out.",
            ]
        }
        if dataset.rowCount > 0 { lines += ["", "With --replace they take the place of the present rows."] }
        return lines
    }

    /// The change that adds the additional columns whose names are free, as JSON for a shell; `nil` if there are none.
    private var addition: String? {
        let new = columns.additional.filter { $0.owner == nil }.map(\.file)
        guard !new.isEmpty else { return nil }
        let added = new.map { column in
            var members = [
                JSONMember(key: "name", value: .string(column.column.name.rawValue)),
                JSONMember(key: "type", value: .string(column.column.type.rawValue)),
            ]
            if let label = column.column.label, !label.contains("'") {
                members.append(JSONMember(key: "label", value: .string(label)))
            }
            return JSONValue.object(members)
        }
        return JSONValue.object([JSONMember(key: "addColumns", value: .array(added))]).description
    }

    private static func entry(_ title: String, _ texts: [String]) -> [String] {
        let indent = 12
        var lines: [String] = []
        for text in texts {
            for line in ImportReport.wrapped(text, ImportReport.width - indent - 2) {
                let head = lines.isEmpty ? title : ""
                lines.append("  " + head + String(repeating: " ", count: indent - head.count) + line)
            }
        }
        return lines
    }

    // MARK: JSON

    /// The comparison for programs.
    struct Document: Encodable {
        struct Refusal: Encodable {
            let line: Int?
            let column: String?
            let code: String
            let detail: String
        }
        let fits: Bool
        let rowCount: Int64
        let same: [String]
        let additional: [String]
        let missing: [String]
        let missingNotNullable: [String]
        let refused: Int64
        let errors: [Refusal]
        let replaced: Int64?
        let outside: Int64?
    }

    /// The comparison for programs.
    var document: Document {
        Document(
            fits: fits, rowCount: dataset.rowCount, same: columns.pairs.map(\.dataset.name.rawValue),
            additional: columns.additional.map(\.file.header), missing: columns.missing.map(\.name.rawValue),
            missingNotNullable: needed.map(\.name.rawValue), refused: refused,
            errors: (errors + (replacement?.errors ?? [])).map { error in
                Document.Refusal(
                    line: error.line, column: error.column, code: error.code.rawValue,
                    detail: ImportFlag.translated(error.sentence))
            }, replaced: replacement?.present, outside: replacement?.outside)
    }
}
