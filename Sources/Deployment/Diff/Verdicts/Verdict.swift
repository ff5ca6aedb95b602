/// CloudFormation's handling of a changed resource, as far as it is known before a change set exists.
package enum Verdict: String, Sendable, Hashable, CaseIterable, Comparable {
    /// A setting of CloudFormation or a note changes; no service is called for the resource.
    case templateOnly = "template-only"
    /// The resource is created.
    case add
    /// The resource changes and keeps its identity.
    case inPlace = "in-place"
    /// The resource keeps its identity or is replaced; the values, or AWS, decide at deployment.
    case mayReplace = "may-replace"
    /// The resource is removed from the stack.
    case delete
    /// Another resource takes its place.
    case replace

    /// Orders verdicts by the attention that they need.
    package static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }

    private var rank: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }

    /// The verdict in words.
    package var words: String {
        switch self {
        case .templateOnly: "template only"
        case .add: "add"
        case .inPlace: "in place"
        case .mayReplace: "may replace"
        case .delete: "delete"
        case .replace: "replace"
        }
    }
}
