/// Texts in contiguous memory: their UTF-8 bytes end to end, and the end offset of each.
package struct TextVector: Sendable, Hashable {
    /// The UTF-8 of all texts, end to end.
    package private(set) var bytes: [UInt8] = []
    /// The end offset of each text in ``bytes``.
    package private(set) var ends: [Int] = []

    /// Creates an empty vector.
    package init() {}

    /// Creates a vector from the parts of another one.
    init(bytes: [UInt8], ends: [Int]) {
        self.bytes = bytes
        self.ends = ends
    }

    /// The number of texts.
    package var count: Int { ends.count }

    /// Appends a text, which must be UTF-8.
    package mutating func append(_ text: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    /// Appends a text.
    package mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        ends.append(bytes.count)
    }

    /// Returns the range of the text at `index` in ``bytes``.
    package func range(at index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// The text at `index`.
    package subscript(index: Int) -> String { String(decoding: bytes[range(at: index)], as: UTF8.self) }

    /// Calls `body` with the bytes of the text at `index`.
    package func withBytes<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    {
        let range = range(at: index)
        return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    mutating func truncate(to count: Int) {
        guard count < ends.count else { return }
        bytes.removeSubrange((count == 0 ? 0 : ends[count - 1])...)
        ends.removeSubrange(count...)
    }

    mutating func removeAll(keepingCapacity: Bool) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
        ends.removeAll(keepingCapacity: keepingCapacity)
    }

    mutating func reserveCapacity(bytes count: Int) { bytes.reserveCapacity(count) }

    mutating func reserveCapacity(like other: TextVector) {
        bytes.reserveCapacity(other.bytes.count)
        ends.reserveCapacity(other.ends.count)
    }
}
