/// A finding of a check in front of a deployment: what was found, what is needed, and the remedy.
package struct Fault<Kinds: RawRepresentable<String> & Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
    /// The kinds of faults.
    package typealias Kind = Kinds

    /// The kind.
    package var kind: Kinds
    /// The object that the fault is about, such as a stack's name; nil if the statement names it.
    package var subject: String?
    /// A statement of what was found.
    package var got: String
    /// A statement of what is needed.
    package var expected: String
    /// The remedy, a sentence without a final full stop.
    package var remedy: String
    /// `true` if the deployment must not begin; a warning if `false`.
    package var isObstacle: Bool

    /// Creates a fault.
    package init(
        _ kind: Kinds, subject: String? = nil, got: String, expected: String, remedy: String, isObstacle: Bool = true
    ) {
        self.kind = kind
        self.subject = subject
        self.got = got
        self.expected = expected
        self.remedy = remedy
        self.isObstacle = isObstacle
    }

    /// The finding, and the state that is needed.
    package var statement: String { (subject.map { $0 + ": " } ?? "") + "\(got); expected \(expected)" }
}

extension Fault: CustomStringConvertible {
    /// The statement and the remedy.
    package var description: String { "\(statement). \(remedy)" }
}
