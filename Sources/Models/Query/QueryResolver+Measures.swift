import Diagnostics

extension QueryResolver {
    mutating func addMeasure(_ item: MeasureItem, at pointer: String) {
        guard let measure = measure(item.measure, at: pointer) else { return }
        let name = item.alias ?? item.measure
        if let alias = item.alias, alias.isEmpty || alias.utf8.count > 128 {
            report(.invalidShape, at: pointer + "/as", "got a name of \(alias.utf8.count) bytes, expected 1 to 128")
        }
        addOutput(ResultColumn(name: name, type: measure.type), at: pointer)
        measureNames[name] = measures.count
        if measureNames[item.measure] == nil { measureNames[item.measure] = measures.count }
        measures.append(measure)
    }

    /// Reads `count`, `sum(amount)`.
    mutating func measure(_ text: String, at pointer: String) -> Measure? {
        let names = Measure.Function.allCases.map(\.rawValue)
        let parts = text.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count > 1, parts[1] == "*)" || parts[1] == ")",
            NearestName.match(String(parts[0]), among: ["count"]) != nil
        {
            report(
                .unknownMeasure, at: pointer, "got \(text.quotedForMessage), expected \"count\", which counts rows",
                nearest: "count")
            return nil
        }
        guard let function = Measure.Function(rawValue: String(parts[0])) else {
            let nearest = nearest(to: String(parts[0]), among: names)
            report(
                .unknownMeasure, at: pointer,
                "unknown measure \(text.quotedForMessage); expected one of count, \(names.map { "\($0)(column)" }.joined(separator: ", "))",
                nearest: nearest.map {
                    parts.count > 1 ? "\($0)(\(parts[1])" : $0
                })
            return nil
        }
        if parts.count == 1 {
            guard function == .count else {
                report(.unknownMeasure, at: pointer, "\"\(text)\" needs a column: \(text)(column)")
                return nil
            }
            return Measure(function: .count, column: nil, type: .integer)
        }
        guard parts[1].hasSuffix(")") else {
            report(.unknownMeasure, at: pointer, "got \(text.quotedForMessage), expected \(function.rawValue)(column)")
            return nil
        }
        let name = String(parts[1].dropLast())
        guard let index = column(name, at: pointer) else { return nil }
        let type = dataset.columns[index].type
        guard let result = function.resultType(over: type) else {
            report(
                .typeMismatch, at: pointer,
                "\(function.rawValue) does not apply to \"\(name)\" of type \(type.rawValue)")
            return nil
        }
        return Measure(function: function, column: index, type: result)
    }
}

extension Measure.Function {
    /// Returns the type of the function's result over a column's type; `nil` if the function does not apply to it.
    func resultType(over type: ColumnType) -> ColumnType? {
        switch self {
        case .count: .integer
        case .countDistinct: type.isComparable ? .integer : nil
        case .sum: type.isNumeric ? type : nil
        case .avg: type.isNumeric ? .double : nil
        case .min, .max: type.isComparable && type != .boolean ? type : nil
        }
    }
}
