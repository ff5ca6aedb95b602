/// Finds the columns that an object's keys name, and records the columns that the object has had.
///
/// Most objects of a body have their keys in the same order, so the column that followed last time is tried first.
struct JSONColumnIndex: Sendable {
    private let names: [[UInt8]]
    /// The column that followed each column last time; the first element is for the beginning of the object.
    private var successors: [Int]
    private var previous = 0
    /// The number of the last object that had the column.
    private var seen: [Int]
    private var object = 0

    init(columns: [Column]) { self.init(names: columns.map(\.name.rawValue)) }

    /// - Parameter names: The key of each column; `nil` for a column that no key names.
    init(names: [String?]) {
        // No key is a byte that never occurs in UTF-8.
        self.names = names.map { $0.map { Array($0.utf8) } ?? [0xFF] }
        successors = (0...names.count).map { $0 % names.count }
        seen = [Int](repeating: 0, count: names.count)
    }

    mutating func beginObject() {
        object += 1
        previous = 0
    }

    /// Returns the index of the column with this name.
    @inline(__always)
    mutating func column(named name: UnsafeRawBufferPointer) -> Int? {
        let likely = successors[previous]
        if Self.isSame(names[likely], name) {
            previous = likely + 1
            return likely
        }
        guard let found = names.firstIndex(where: { Self.isSame($0, name) }) else { return nil }
        successors[previous] = found
        previous = found + 1
        return found
    }

    /// Records that the object has the column; returns `false` if it had the column before.
    @inline(__always)
    mutating func insert(_ column: Int) -> Bool {
        if seen[column] == object { return false }
        seen[column] = object
        return true
    }

    /// Returns whether the object has had the column.
    @inline(__always)
    func contains(_ column: Int) -> Bool { seen[column] == object }

    @inline(__always)
    private static func isSame(_ name: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard name.count == bytes.count else { return false }
        for index in 0..<name.count where name[index] != bytes[index] { return false }
        return true
    }
}
