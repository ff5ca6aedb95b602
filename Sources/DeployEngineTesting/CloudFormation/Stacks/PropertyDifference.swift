/// A difference between two versions of a resource's properties.
struct PropertyDifference: Hashable {
    let path: [String]
    let before: FakeValue?
    let after: FakeValue?

    /// The differences of leaves. Arrays of different lengths differ as a whole.
    static func between(_ before: FakeValue, _ after: FakeValue, at path: [String] = []) -> [PropertyDifference] {
        if before.asTexts == after.asTexts { return [] }
        switch (before, after) {
        case (.object(let left), .object(let right)):
            return Set(left.keys).union(right.keys).sorted().flatMap { key in
                switch (left[key], right[key]) {
                case (let old?, let new?): between(old, new, at: path + [key])
                case (let old, let new): [PropertyDifference(path: path + [key], before: old, after: new)]
                }
            }
        case (.array(let left), .array(let right)) where left.count == right.count:
            return left.indices.flatMap { between(left[$0], right[$0], at: path + [String($0)]) }
        default: return [PropertyDifference(path: path, before: before, after: after)]
        }
    }
}
