public import CloudFormation

/// A pattern of properties: an object may have more members, a list has exactly these elements, and other values are equal
/// with intrinsic functions written out.
public struct PropertyPattern: Sendable {
    private let expected: TemplateExpression

    /// Creates a pattern.
    public init(_ expected: TemplateExpression) {
        self.expected = expected.plainJSON
    }

    /// Returns the first mismatch with its path and both values; nil if the pattern matches.
    public func mismatch(in actual: TemplateExpression) -> String? {
        PropertyPattern.mismatch(expected, actual.plainJSON, at: "")
    }

    private static func mismatch(_ expected: TemplateExpression, _ actual: TemplateExpression, at path: String)
        -> String?
    {
        switch (expected, actual) {
        case (.object(let members), .object(let given)):
            for member in members {
                let place = "\(path)/\(member.key)"
                guard let value = actual[member.key] else {
                    return "\(place): expected \(member.value.compactJSON), there is none (there is "
                        + "\(given.map(\.key).joined(separator: ", ")))"
                }
                if let mismatch = mismatch(member.value, value, at: place) { return mismatch }
            }
            return nil
        case (.list(let elements), .list(let given)) where elements.count == given.count:
            for (index, (element, value)) in zip(elements, given).enumerated() {
                if let mismatch = mismatch(element, value, at: "\(path)/\(index)") { return mismatch }
            }
            return nil
        default:
            if expected == actual { return nil }
            return "\(path.isEmpty ? "/" : path): expected \(expected.compactJSON), got \(actual.compactJSON)"
        }
    }
}
