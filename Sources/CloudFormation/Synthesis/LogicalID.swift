internal import Basics

/// A name in a template: letters and digits, at most 255 ("Template anatomy: Resources").
///
/// It is the concatenation of the element's path. Adding, removing or reordering siblings changes no other id, so it causes
/// no replacement. Synthesis reports two paths that give the same id.
public struct LogicalID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The maximum length of a logical id.
    public static let longest = 255

    /// The name in the template.
    public let name: String

    /// Creates an id from a path such as `["Network", "PublicSubnet1"]`.
    public init(path: [String]) {
        let joined = path.map(LogicalID.clean).joined()
        guard joined.utf8.count > LogicalID.longest else {
            name = joined
            return
        }
        var digest = FNV1a()
        digest.update(path.joined(separator: "/").utf8)
        // Replace the end with a digest of the whole path, so that long ids stay distinct.
        name = joined.prefix(LogicalID.longest - 16) + digest.hexadecimal
    }

    /// The name.
    public var description: String { name }

    /// Orders ids by name.
    public static func < (left: LogicalID, right: LogicalID) -> Bool {
        left.name < right.name
    }

    /// Removes the characters that CloudFormation rejects and capitalizes the next word: `log-group` gives `LogGroup`.
    private static func clean(_ component: String) -> String {
        var cleaned = ""
        var atWordStart = true
        for scalar in component.unicodeScalars {
            guard scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                atWordStart = true
                continue
            }
            cleaned += atWordStart ? String(scalar).uppercased() : String(scalar)
            atWordStart = false
        }
        return cleaned
    }
}
