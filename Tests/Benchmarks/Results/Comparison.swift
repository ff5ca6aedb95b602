/// A figure of ours next to the same figure of a program that people know, measured in the same run.
struct Comparison {
    /// What was measured.
    let name: String
    /// What the figures are in.
    let unit: String
    /// The known program; empty if there is none to compare with.
    let referenceName: String
    /// The known program's figure; `nil` also if the program is not on this machine.
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

    /// A figure of ours whose known program is not on this machine.
    init(_ name: String, unit: String, missing referenceName: String, ours: Double, goal: Goal) {
        self.name = name
        self.unit = unit
        self.referenceName = referenceName
        reference = nil
        self.ours = ours
        self.goal = goal
    }

    /// Ours in multiples of the reference.
    var ratio: Double? { reference.map { ours / $0 } }

    var isReached: Bool? { goal.isReached(ours: ours, reference: reference) }

    /// The cells of its line in a table.
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
    /// The number with about three digits that tell something.
    var figure: String {
        let decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][decimals]
        let rounded = (self * scale).rounded() / scale
        var text = decimals == 0 ? "\(Int64(rounded))" : "\(rounded)"
        if text.hasSuffix(".0") { text.removeLast(2) }
        return text
    }
}
