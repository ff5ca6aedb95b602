package import Models

/// A HyperLogLog sketch of a set, from which the number of its elements is estimated.
///
/// The sketch depends on the set of hashes alone, not on their order or repetition, and the sketch of a union is the union of sketches. The
/// estimate is Otmar Ertl's ("New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6), which needs no
/// tables of corrections. It is computed from integers with multiplications, divisions and additions of doubles in one order, so that
/// PostgreSQL computes the same (``SQLDialect/distinctEstimate(of:)``).
package struct DistinctSketch: Sendable, Hashable {
    /// The number of registers.
    static let registerCount = 4096
    /// The bit of a hash up to which trailing zeros are counted, from bit 12.
    static let highestBit = 52
    /// The square of the number of registers, divided by twice the natural logarithm of two.
    static let factor = 0.721_347_520_444_481_7 * 16_777_216
    /// The microseconds from 1970 to 2000, where PostgreSQL's times begin.
    static let microsecondsTo2000: Int64 = 946_684_800_000_000
    /// The standard error of an estimate relative to the true number: 1.04 divided by the root of the number of registers.
    package static let standardError = 0.016_25

    /// For each register, one more than the largest number of zero bits from bit 12 of its hashes; 0 without hashes.
    private var registers = [UInt8](repeating: 0, count: registerCount)

    /// Creates the sketch of the empty set.
    package init() {}

    /// Adds an element by its hash.
    mutating func insert(_ hash: UInt64) {
        let rest = (hash | 1 << UInt64(Self.highestBit)) >> 12
        let rank = UInt8(truncatingIfNeeded: rest.trailingZeroBitCount + 1)
        let place = Int(truncatingIfNeeded: hash & UInt64(Self.registerCount - 1))
        if registers[place] < rank { registers[place] = rank }
    }

    /// Adds a value; nulls add nothing.
    ///
    /// The keys are those of ``SQLDialect/distinctAggregate(of:)``: texts and decimals as they are, other values as 64 bits, times in
    /// microseconds from the year 2000.
    package mutating func insert(_ value: Value) {
        switch value {
        case .null: break
        case .string(let text), .json(let text): insert(text: text)
        case .decimal(let number): insert(text: number.description)
        case .integer(let number): insert(DistinctHash.hash(UInt64(bitPattern: number)))
        case .double(let number): insert(DistinctHash.hash((number + 0).bitPattern))
        case .boolean(let truth): insert(DistinctHash.hash(truth ? 1 : 0))
        case .timestamp(let instant): insert(microseconds: instant.microseconds)
        case .date(let day): insert(microseconds: Int64(day.daysSinceEpoch) * 86_400_000_000)
        }
    }

    private mutating func insert(text: String) {
        insert(Array(text.utf8).withUnsafeBytes { DistinctHash.hash($0) })
    }

    private mutating func insert(microseconds: Int64) {
        insert(DistinctHash.hash(UInt64(bitPattern: microseconds - Self.microsecondsTo2000)))
    }

    /// Adds the elements of another sketch.
    package mutating func formUnion(_ other: DistinctSketch) {
        for place in registers.indices where registers[place] < other.registers[place] {
            registers[place] = other.registers[place]
        }
    }

    /// The estimated number of elements.
    package var estimate: Int64 {
        var used = 0
        // The sum of 2^-rank over the used registers, times 2^41: below 2^53, so exact as a double.
        var sum: Int64 = 0
        for rank in registers where rank > 0 {
            used += 1
            sum += 1 << Int64(Self.highestBit - 11 - Int(rank))
        }
        guard used > 0 else { return 0 }
        var power = Double(Self.registerCount - used) / Double(Self.registerCount)
        var (weight, share) = (1.0, power)
        while true {
            power *= power
            let next = share + power * weight
            guard next > share else { break }
            share = next
            weight *= 2
        }
        let mean = Double(Self.registerCount) * share + Double(sum) / 2_199_023_255_552
        return Int64((Self.factor / mean).rounded(.toNearestOrEven))
    }
}
