package import Models

extension ResolvedFilter {
    /// Evaluates the condition. Databases must agree with the result.
    ///
    /// - Parameter operand: Returns an operand's value: that of a column in a row condition, of a measure in a group condition.
    package func holds(_ operand: (Int) -> Value) -> Bool {
        switch self {
        case .and(let parts): parts.allSatisfy { $0.holds(operand) }
        case .or(let parts): parts.contains { $0.holds(operand) }
        case .test(let index, let test): test.passes(operand(index))
        }
    }
}

extension ResolvedFilter.Test {
    /// Returns `true` if a value passes the test.
    package func passes(_ value: Value) -> Bool {
        switch self {
        case .isNull: value.isNull
        case .isNotNull: !value.isNull
        case .oneOf(let values, let orNull):
            value.isNull ? orNull : values.contains { $0.isSame(as: value) }
        case .noneOf(let values, let orNull): !Self.oneOf(values, orNull: orNull).passes(value)
        case .compare(.greater, let bound): bound.isLess(than: value)
        case .compare(.greaterOrEqual, let bound): bound.isLess(than: value) || Self.areSame(value, bound)
        case .compare(.less, let bound): value.isLess(than: bound)
        case .compare(.lessOrEqual, let bound): value.isLess(than: bound) || Self.areSame(value, bound)
        case .containsAny(let texts): texts.contains { value.utf8Bytes?.contains(bytesOf: $0) ?? false }
        case .containsNone(let texts): !Self.containsAny(texts).passes(value)
        case .startsWithAny(let texts): texts.contains { value.utf8Bytes?.starts(with: $0.utf8) ?? false }
        case .endsWithAny(let texts):
            texts.contains { value.utf8Bytes?.reversed().starts(with: $0.utf8.reversed()) ?? false }
        case .inRange(let from, let to):
            Self.compare(.greaterOrEqual, from).passes(value) && Self.compare(.less, to).passes(value)
        case .notInRange(let from, let to): !Self.inRange(from: from, to: to).passes(value)
        }
    }

    private static func areSame(_ a: Value, _ b: Value) -> Bool { !a.isNull && a.isSame(as: b) }
}

extension Value {
    fileprivate var isNull: Bool { self == .null }

    fileprivate var utf8Bytes: [UInt8]? {
        guard case .string(let text) = self else { return nil }
        return Array(text.utf8)
    }
}

extension [UInt8] {
    fileprivate func contains(bytesOf text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard wanted.count <= count else { return false }
        return (0...(count - wanted.count)).contains { self[$0...].starts(with: wanted) }
    }
}
