/// A figure of Weir and the same figure of a reference program, measured in the same run.
struct Comparison {
    /// The name of the measurement.
    let name: String
    /// The unit of the figures.
    let unit: String
    /// The reference program's name; empty without a reference.
    let referenceName: String
    /// The reference program's figure; `nil` if the program is not installed.
    let reference: Double?
    let ours: Double
    let goal: Goal

    init(_ name: String, unit: String, reference: (name: String, figure: Double)? = nil, ours: Double, goal: Goal) {
        self.name = name
        self.unit = unit
        referenceName = reference?.name ?? ""
        self.reference = reference?.figure
        self.ours = ours
        self.goal = goal
    }

    /// Makes a comparison whose reference program is not installed.
    init(_ name: String, unit: String, missing referenceName: String, ours: Double, goal: Goal) {
        self.name = name
        self.unit = unit
        self.referenceName = referenceName
        reference = nil
        self.ours = ours
        self.goal = goal
    }

    /// Weir's figure divided by the reference.
    var ratio: Double? { reference.map { ours / $0 } }

    var isReached: Bool? { goal.isReached(ours: ours, reference: reference) }

    /// The cells of its table row.
    var cells: [String] {
        [
            name, referenceCell, "\(ours.figure) \(unit)", ratio.map { "\($0.figure) ×" } ?? "", goal.text(unit),
            isReached.map { $0 ? "reached" : "missed" } ?? (isReferenceMissing ? "not measured" : ""),
        ]
    }

    private var isReferenceMissing: Bool { reference == nil && !referenceName.isEmpty }

    private var referenceCell: String {
        if let reference { return "\(referenceName) \(reference.figure) \(unit)" }
        return isReferenceMissing ? "\(referenceName): not installed" : ""
    }
}

extension Double {
    /// The number with about three significant digits.
    var figure: String {
        let decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][decimals]
        let rounded = (self * scale).rounded() / scale
        var text = decimals == 0 ? "\(Int64(rounded))" : "\(rounded)"
        if text.hasSuffix(".0") { text.removeLast(2) }
        return text
    }
}
