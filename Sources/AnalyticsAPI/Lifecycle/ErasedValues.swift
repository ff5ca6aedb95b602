import Models

/// The values that an erasure has removed from a dataset for good, to be found in saved queries and in the filters of keys and links.
///
/// A value counts if the erasure's filters name it and no row passes the test any more: the country in "country = DE and mail = x"
/// does not, as long as other rows have it. Of the columns only those with texts and whole numbers tell persons apart.
struct ErasedValues: Sendable, Equatable {
    /// The length from which a text is looked for as a part of other texts, in characters. Shorter ones are only whole values of
    /// filters on the same column.
    static let leastPart = 4
    /// The members of documents with texts for people.
    private static let labels: Set<String> = ["title", "description", "name", "label", "as"]

    /// A test of an erasure's filters.
    struct Test: Sendable, Hashable {
        /// The present and former names of the column.
        let names: Set<String>
        /// The column's name as the filter writes it.
        let member: String
        /// The operator.
        let comparison: FilterOperator
        /// The values.
        let values: [FilterValue]
    }

    private struct Value: Sendable, Hashable {
        let text: String
        let names: Set<String>
        /// `true` if texts for people may quote the value.
        var isInTexts = true
    }

    private var values: Set<Value> = []
    /// The columns by which a dataset looks the values up; `nil` for the dataset that had them.
    private var lookups: Set<String>?

    /// `true` if there are no values.
    var isEmpty: Bool { values.isEmpty }

    /// Adds the values of a test that no row passes any more.
    mutating func add(_ test: Test) {
        for value in test.values {
            switch value {
            case .string(let text), .number(let text):
                guard !text.isEmpty else { continue }
                values.insert(Value(text: text.lowercased(), names: test.names))
            case .null, .boolean: continue
            }
        }
    }

    /// Returns the values as another dataset's documents quote them: in filters on looked-up columns, and in texts for people.
    ///
    /// The other dataset's own columns keep their values, among them the erased dataset's key.
    ///
    /// - Parameters:
    ///   - columns: The present and former names of the columns that are looked up in the erased dataset.
    ///   - key: The present and former names of the erased dataset's key.
    func lookedUp(by columns: Set<String>, key: Set<String>) -> ErasedValues {
        var result = ErasedValues()
        result.lookups = columns
        result.values = Set(
            values.map { value in
                Value(
                    text: value.text, names: Self.names(value.names, lookedUpBy: columns),
                    isInTexts: value.names.isDisjoint(with: key))
            })
        return result
    }

    /// Adds the names of the columns as a dataset writes them that looks itself up.
    mutating func add(lookupsBy columns: Set<String>) {
        guard !columns.isEmpty else { return }
        values = Set(
            values.map { value in
                Value(text: value.text, names: value.names.union(Self.names(value.names, lookedUpBy: columns)))
            })
    }

    private static func names(_ names: Set<String>, lookedUpBy columns: Set<String>) -> Set<String> {
        Set(columns.flatMap { column in names.map { "\(column).\($0)" } })
    }

    /// Returns the tests of filters whose values an erasure may have removed.
    static func tests(in filters: [Filter], of definition: DatasetDefinition) -> [Test] {
        filters.flatMap { filter -> [Test] in
            switch filter {
            case .and(let parts), .or(let parts): return tests(in: parts, of: definition)
            case .member(let name, let comparison, let values):
                guard [.equals, .in, .contains, .startsWith, .endsWith].contains(comparison),
                    let column = definition.columns.first(where: { column in
                        column.name.rawValue == name || column.formerNames.contains { $0.rawValue == name }
                    }), [.string, .integer].contains(column.type)
                else { return [] }
                let names = [column.name.rawValue] + column.formerNames.map(\.rawValue)
                return [Test(names: Set(names), member: name, comparison: comparison, values: values)]
            }
        }
    }

    /// Returns `true` if a text for people has one of the values.
    func areQuoted(in text: String) -> Bool {
        let text = text.lowercased()
        return values.contains { $0.isInTexts && Self.isPart($0, of: text) }
    }

    private static func isPart(_ value: Value, of text: String) -> Bool {
        value.text.count >= leastPart && text.contains(value.text)
    }

    /// Returns `true` if a document with filters has one of the values: in a filter, or in a text for people.
    func areIn(_ json: JSONValue) -> Bool {
        switch json {
        case .array(let items): return items.contains(where: areIn)
        case .object(let members):
            var member: String?
            if case .string(let name)? = json["member"] { member = name }
            return members.contains { part in
                switch part.value {
                case .array(let items) where part.key == "values":
                    items.contains { item in
                        switch item {
                        case .string(let text), .number(let text): isCompared(text, with: member)
                        default: false
                        }
                    }
                case .string(let text): Self.labels.contains(part.key) && areQuoted(in: text)
                default: areIn(part.value)
                }
            }
        default: return false
        }
    }

    private func isCompared(_ text: String, with member: String?) -> Bool {
        let lower = text.lowercased()
        guard mayHaveValues(member) else { return false }
        return values.contains { value in
            Self.isPart(value, of: lower) || value.text == lower && (member.map(value.names.contains) ?? false)
        }
    }

    /// Returns `true` if a member of a filter, such as `c.mail` or `max(c.mail)`, may have values of the erased dataset.
    private func mayHaveValues(_ member: String?) -> Bool {
        guard let lookups else { return true }
        guard let member else { return false }
        return lookups.contains { column in
            member.hasPrefix("\(column).") || ["(", " ", ","].contains { member.contains("\($0)\(column).") }
        }
    }
}
