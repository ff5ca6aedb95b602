extension ColumnDecision {
    /// Explains the type string by the type that came nearest.
    mutating func explainText(
        _ evidence: ColumnEvidence, _ name: Identifier, _ header: String, _ file: FileNotation
    ) {
        if explainFaults(evidence, name, header, file) { return }
        let numbers = [evidence.point.exclusion, evidence.comma.exclusion].compactMap { $0 }
            .max { $0.witness.before < $1.witness.before }
        let candidates: [(witness: Witness, kind: String)] = [
            numbers.map { ($0.witness, "numbers") }, evidence.time.exclusion.map { ($0, "dates or times") },
            evidence.notBoolean.map { ($0, "true or false") },
        ].compactMap { $0 }
        guard let nearest = candidates.max(by: { $0.witness.before < $1.witness.before }) else {
            reason = "the values are texts"
            return
        }
        line = nearest.witness.line
        if let exclusion = evidence.time.exclusion, evidence.time.hasShortYear,
            exclusion.before >= nearest.witness.before
        {
            explain(
                "line \(exclusion.line) has \(exclusion.got), a date whose year has two digits", exclusion.line,
                // Dates with dots have the day first.
                ["dates.\(name)=dmy"] + (exclusion.got.contains(".") ? [] : ["dates.\(name)=mdy"]))
            return
        }
        let place = "line \(nearest.witness.line) has \(nearest.witness.got)"
        if nearest.witness.before > 0 {
            let fault =
                nearest.kind == "numbers" ? numbers.flatMap { Self.loss($0.fault) } : Self.timeFault(nearest.witness)
            reason = place + (fault ?? "")
            reason += "; the values before it are \(nearest.kind)"
            let isTime = nearest.kind != "numbers"
            if fault == nil || isTime { advise([nearest.witness], isTime: isTime, isOnly: false, file) }
        } else if let numbers, let loss = Self.loss(numbers.fault) {
            reason = "line \(numbers.witness.line) has \(numbers.witness.got)\(loss)"
            line = numbers.witness.line
        } else {
            reason = place + (Self.timeFault(nearest.witness) ?? "")
        }
    }

    /// Returns the reason why a value in the form of a date or a time is none.
    static func timeFault(_ witness: Witness) -> String? {
        TimeDiagnosis.description(ofFile: String(witness.got.dropFirst().dropLast())).map { ", but \($0)" }
    }

    /// Explains the type string by a few values that do not fit the notation of all others; returns `false` if there are more.
    ///
    /// The notation is kept, so that an import into numbers or times refuses these values alone.
    private mutating func explainFaults(
        _ evidence: ColumnEvidence, _ name: Identifier, _ header: String, _ file: FileNotation
    ) -> Bool {
        let time = evidence.time.faults.areFew(of: evidence.values) ? evidence.time : nil
        if let time {
            reading.dateOrder = evidence.settings.dateOrder ?? time.fittingOrder ?? file.dateOrder
            reading.epoch = time.number == nil ? nil : time.units.first
        }
        let numbers = evidence.nearestNumbers(file)
        if let numbers { (reading.decimalMark, reading.unit) = (numbers.mark, evidence.unit) }
        let isTime = time != nil && (numbers == nil || HeaderName.isTime(header))
        if isTime, time?.hasShortYear == true { return false }
        guard let faults = isTime ? time?.faults : numbers?.faults, let first = faults.first.first else { return false }
        line = first.line
        let loss =
            faults.count > 1
            ? nil : isTime ? Self.timeFault(first) : numbers?.exclusion.flatMap { Self.loss($0.fault) }
        let lines = faults.first.map { String($0.line) }.listed
        let values = faults.first.map(\.got).listed
        reason = faults.count == 1 ? "line \(lines) has \(values)\(loss ?? "")" : "lines \(lines) have \(values)"
        let more = faults.count - Int64(faults.first.count)
        if more > 0 { reason += ", and \(more) more \(more == 1 ? "does" : "do") not fit" }
        let others = evidence.values - faults.count
        let kind = isTime ? "dates or times" : "numbers"
        let mark = isTime || numbers?.mark != .comma || numbers?.usesMarks == nil ? "" : " with a decimal comma"
        reason += "; the other \(others) values are \(kind)\(mark)"
        if loss == nil || isTime { advise(faults.first, isTime: isTime, isOnly: faults.count == 1, file) }
        return true
    }

    /// Adds the way on for words among numbers or times: they name lines of totals, whose numbers would be counted twice, or stand
    /// for a missing value.
    ///
    /// - Parameter isOnly: `true` if no further value of the column is another one.
    private mutating func advise(_ witnesses: [Witness], isTime: Bool, isOnly: Bool, _ file: FileNotation) {
        func text(_ witness: Witness) -> String { String(witness.got.dropFirst().dropLast()) }
        let totals = witnesses.filter { LastRow.isTotals(text($0)) }.map { String($0.line) }
        if !totals.isEmpty {
            reason +=
                totals.count == 1
                ? "; line \(totals[0]) looks like a line of totals, so remove it"
                : "; lines \(totals.listed) look like lines of totals, so remove them"
            return
        }
        let word = text(witnesses[0])
        if isOnly, let last = file.lastRow, last.line == witnesses[0].line, last.mayNameTotals(word, isTime: isTime) {
            reason += "; if line \(last.line) is a line of totals, remove it"
            return
        }
        // A number may be a mistake of one digit, but a day that does not exist is no time in any notation.
        let isImpossible = isTime && Self.timeFault(witnesses[0]) != nil
        guard word.utf8.count <= (isImpossible ? 32 : 10), isImpossible || !word.contains(where: \.isNumber),
            // A quoted text with a backslash is not the one of the file.
            !word.contains(where: { $0 == "," || $0 == "\\" })
        else { return }
        options.append("null=\(word)")
    }

    /// Returns what a number would lose of a text.
    private static func loss(_ fault: NumberText.ReadError) -> String? {
        switch fault {
        case .notNumber: nil
        case .leadingZero: ", whose zeros at the beginning a number would lose"
        case .plusSign: ", whose plus sign a number would lose"
        case .tooPrecise: ", whose digits no numeric type keeps"
        case .otherUnit: ", whose unit is not that of the first value"
        }
    }
}

extension [String] {
    /// The texts as a list: `a`, `a and b`, `a, b and c`.
    fileprivate var listed: String {
        count < 2 ? first ?? "" : dropLast().joined(separator: ", ") + " and " + self[count - 1]
    }
}
