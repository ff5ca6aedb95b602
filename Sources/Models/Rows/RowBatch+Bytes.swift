// The spool format of a batch: for a file that the same process writes and reads, not for exchange.
extension RowBatch {
    /// Passes the batch's bytes piece by piece to `write`; ``init(types:bytes:)`` reads them.
    package func withPieces(_ write: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        for column in columns { try column.withPieces(write) }
    }

    /// Creates a batch from the bytes that ``withPieces(_:)`` passed; `nil` if they are not a batch of these columns.
    ///
    /// - Parameters:
    ///   - types: The types of the columns.
    ///   - bytes: All pieces, end to end.
    package init?(types: [ColumnType], bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        var columns: [ColumnVector] = []
        for type in types {
            guard let column = ColumnVector(type: type, takingFrom: &rest) else { return nil }
            columns.append(column)
        }
        guard rest.isEmpty else { return nil }
        self.init(columns: columns)
    }
}

extension UnsafeRawBufferPointer {
    /// Removes and returns elements from the beginning, which may be unaligned.
    fileprivate mutating func take<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> [Element]? {
        let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard count >= 0, !overflow, size <= self.count else { return nil }
        let source = UnsafeRawBufferPointer(rebasing: self[..<size])
        self = UnsafeRawBufferPointer(rebasing: self[size...])
        return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
            initialized = count
        }
    }
}

extension ColumnVector {
    /// Passes the lengths of the parts, then the parts.
    fileprivate func withPieces(_ write: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        let lengths = [
            count, integers.count, doubles.count, decimals.count, texts.bytes.count, texts.ends.count, nulls.count,
        ]
        try lengths.withUnsafeBytes(write)
        try integers.withUnsafeBytes(write)
        try doubles.withUnsafeBytes(write)
        try decimals.withUnsafeBytes(write)
        try texts.bytes.withUnsafeBytes(write)
        try texts.ends.withUnsafeBytes(write)
        try nulls.withUnsafeBytes(write)
    }

    fileprivate init?(type: ColumnType, takingFrom bytes: inout UnsafeRawBufferPointer) {
        guard let lengths = bytes.take(7, of: Int.self),
            let integers = bytes.take(lengths[1], of: Int64.self),
            let doubles = bytes.take(lengths[2], of: Double.self),
            let decimals = bytes.take(lengths[3], of: DecimalNumber.self),
            let texts = bytes.take(lengths[4], of: UInt8.self),
            let ends = bytes.take(lengths[5], of: Int.self),
            let nulls = bytes.take(lengths[6], of: Bool.self)
        else { return nil }
        self.init(
            type: type, count: lengths[0], integers: integers, doubles: doubles, decimals: decimals,
            texts: TextVector(bytes: texts, ends: ends), nulls: nulls)
    }
}
