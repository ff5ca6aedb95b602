import Diagnostics

extension QueryResolver {
    /// Adds the measures of the result. Functions of measures are resolved last, because they may name measures after them.
    mutating func addMeasures(_ items: [MeasureItem]) {
        var derived: [(item: Int, measure: Int)] = []
        for (index, item) in items.enumerated() where !isFull {
            let pointer = "/measures/\(index)"
            guard let function = MeasureNotation(item.measure).function, function.stage != .rows else {
                if let measure = measure(item.measure, at: pointer) { add(measure, item, at: pointer) }
                continue
            }
            derived.append((index, measures.count))
            add(Measure(function: function, column: nil, type: .double), item, at: pointer)
        }
        // The measures that only other measures name follow all measures of the result.
        for (index, place) in derived where !isFull {
            let pointer = "/measures/\(index)"
            guard let measure = measure(items[index].measure, at: pointer) else { continue }
            measures[place] = measure
            // An earlier mistake leaves measures out, and the places no longer match.
            guard let column = output.firstIndex(where: { $0.name == items[index].name }) else { continue }
            output[column] = ResultColumn(name: items[index].name, type: measure.type)
        }
    }

    private mutating func add(_ measure: Measure, _ item: MeasureItem, at pointer: String) {
        var measure = measure
        if let alias = item.alias, alias.isEmpty || alias.utf8.count > 128 {
            report(.invalidShape, at: pointer + "/as", "got a name of \(alias.utf8.count) bytes, expected 1 to 128")
        }
        if !item.filters.isEmpty {
            if item.alias == nil {
                report(
                    .invalidShape, at: pointer, "a measure with filters needs a name: add \"as\"")
            }
            if measure.stage == .rows {
                measure = measure.filtered(by: rowCondition(item.filters, at: pointer + "/filters"))
            } else {
                report(
                    .typeMismatch, at: pointer + "/filters",
                    "\(measure.function.rawValue) has no rows to filter; put the filters on a measure that it names")
            }
        }
        addOutput(ResultColumn(name: item.name, type: measure.type), at: pointer)
        measureNames[item.name] = measures.count
        if item.filters.isEmpty, measureNames[item.measure] == nil { measureNames[item.measure] = measures.count }
        measures.append(measure)
    }

    /// Reads `count`, `sum(amount)`.
    mutating func measure(_ text: String, at pointer: String) -> Measure? {
        let notation = MeasureNotation(text)
        if let arguments = notation.arguments, arguments == ["*"] || arguments == [""],
            NearestName.match(notation.name, among: ["count"]) != nil
        {
            report(
                .unknownMeasure, at: pointer, "got \(text.quotedForMessage), expected \"count\", which counts rows",
                nearest: "count")
            return nil
        }
        guard let function = notation.function else {
            if !reportLabel(text, at: pointer) { reportUnknown(notation, text, at: pointer) }
            return nil
        }
        guard let arguments = notation.arguments else {
            guard function == .count else {
                report(.unknownMeasure, at: pointer, "\"\(text)\" needs a column: \(notation.expected)")
                return nil
            }
            return Measure(function: .count, column: nil, type: .integer)
        }
        guard notation.isBalanced, arguments.count == function.arity(named: notation.name) else {
            report(.unknownMeasure, at: pointer, "got \(text.quotedForMessage), expected \(notation.expected)")
            return nil
        }
        return function.stage == .rows
            ? measure(function, notation, arguments, text, at: pointer)
            : derived(function, arguments, at: pointer)
    }

    private mutating func reportUnknown(_ notation: MeasureNotation, _ text: String, at pointer: String) {
        if notation.arguments == nil, let index = positions[text] ?? formerPositions[text] {
            let measures = Measure.Function.suggested(for: columns[index].type).map { "\($0.rawValue)(\(text))" }
            report(
                .unknownMeasure, at: pointer,
                "\(text.quotedForMessage) is a column, expected a function of it, such as \(measures.joined(separator: ", "))",
                nearest: measures.first)
            return
        }
        var nearest =
            Measure.Function.ownName(of: notation.name) ?? nearest(to: notation.name, among: Measure.Function.names)
        if nearest == nil, notation.arguments == nil {
            let visible = visibleColumns
            let name = self.nearest { $0.column(text, among: visible) }
            if let column = visible.first(where: { $0.name.rawValue == name }) {
                nearest = Measure.Function.suggested(for: column.type).first.map { "\($0.rawValue)(\(column.name))" }
            }
        }
        let rest = text.dropFirst(notation.name.count)
        report(
            .unknownMeasure, at: pointer,
            "unknown measure \(text.quotedForMessage); expected one of \(Measure.Function.notations.joined(separator: ", "))",
            nearest: nearest.map { $0 + rest })
    }

    /// Returns a function of a column.
    private mutating func measure(
        _ function: Measure.Function, _ notation: MeasureNotation, _ arguments: [String], _ text: String,
        at pointer: String
    ) -> Measure? {
        var fraction = 0.0
        if function == .percentile {
            guard
                let read = Measure.Function.fraction(named: notation.name)
                    ?? (notation.name == "percentile" ? Measure.Function.fraction(of: arguments[0]) : nil)
            else {
                report(
                    .unknownMeasure, at: pointer,
                    "got \(text.quotedForMessage), expected a fraction from 0 to 1 before the column: percentile(0.95, column)"
                )
                return nil
            }
            fraction = read
        }
        let name = arguments[arguments.count - 1]
        guard let index = column(name, at: pointer) else { return nil }
        let type = columns[index].type
        guard index < dataset.columns.count || function.ignoresRepetition else {
            report(
                .typeMismatch, at: pointer,
                "\(notation.name) takes a column of the dataset itself: \(name.quotedForMessage) is looked up, so its value appears in many rows; expected count, countDistinct, countDistinctApprox, min or max of it"
            )
            return nil
        }
        guard let result = function.resultType(over: type) else {
            report(
                .typeMismatch, at: pointer,
                "\(notation.name) does not apply to \"\(name)\" of type \(type.rawValue)\(type.remedyForMessage)")
            return nil
        }
        var time: Int?
        if function == .first || function == .last {
            time = timeIndex
            guard time != nil else {
                report(
                    .typeMismatch, at: pointer,
                    "\(function.rawValue) needs the order of time, and the dataset \"\(dataset.name)\" has no timeColumn"
                )
                return nil
            }
        }
        return Measure(function: function, column: index, type: result, fraction: fraction, time: time)
    }

    /// Returns a function of measures.
    private mutating func derived(_ function: Measure.Function, _ arguments: [String], at pointer: String) -> Measure? {
        var operands: [Int] = []
        var width = 0
        if function == .movingAverage {
            guard let count = Int(arguments[1]), Self.averagedBuckets.contains(count) else {
                report(
                    .outOfRange, at: pointer,
                    """
                    got \(arguments[1].quotedForMessage) buckets, expected \(Self.averagedBuckets.lowerBound) to \
                    \(Self.averagedBuckets.upperBound): movingAverage(measure, 7)
                    """)
                return nil
            }
            width = count
        }
        for name in width > 0 ? [arguments[0]] : arguments {
            guard let operand = hiddenMeasure(name, at: pointer) else { return nil }
            let stage = measures[operand].stage
            if function != .ratio, stage == .groups {
                operands.append(operand)
                continue
            }
            guard stage == .rows, measures[operand].type.isNumeric else {
                report(
                    .typeMismatch, at: pointer,
                    "\(function.rawValue) takes numbers that are computed from rows, and \(name.quotedForMessage) is none"
                )
                return nil
            }
            operands.append(operand)
        }
        if function.followsTime, groups.count(where: \.isBucket) != 1 {
            report(
                .invalidShape, at: pointer,
                "\(function.rawValue) follows the buckets of time, so the query needs exactly one time dimension with a granularity"
            )
            return nil
        }
        let type = function.resultType(over: measures[operands[0]].type) ?? .double
        return Measure(function: function, column: nil, type: type, operands: operands, width: width)
    }

    /// The numbers of buckets that a moving average may have.
    private static let averagedBuckets = 2...366
}

extension MeasureItem {
    /// The name in the result.
    var name: String { alias ?? measure }
}

extension MeasureNotation {
    /// The function; `nil` if the name is none's.
    var function: Measure.Function? {
        name == Measure.Function.difference.rawValue
            ? nil
            : Measure.Function(rawValue: name) ?? (Measure.Function.fraction(named: name) == nil ? nil : .percentile)
    }

    /// The function's notation, for messages.
    var expected: String { Measure.Function.notations.first { $0.hasPrefix(name + "(") } ?? "\(name)(column)" }
}

extension Measure.Function {
    /// Returns the functions that a column alone can mean, the most likely one first.
    fileprivate static func suggested(for type: ColumnType) -> [Measure.Function] {
        [.sum, .avg, .countDistinct, .count, .min, .max].filter { $0.resultType(over: type) != nil }
    }

    /// Returns the number of arguments.
    fileprivate func arity(named name: String) -> Int {
        switch self {
        case .percentile: name == rawValue ? 2 : 1
        case .ratio, .movingAverage: 2
        default: 1
        }
    }
}
