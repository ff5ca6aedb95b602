/// Random numbers that can be had again from their seed.
///
/// Source: Sebastiano Vigna's SplitMix64, public domain.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// True once in `count` times.
    mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    /// One of some things, of which there is one at least.
    mutating func pick<Element>(_ first: Element, _ others: Element...) -> Element { pick([first] + others) }

    /// One of some things, of which there is one at least.
    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &self)]
    }
}

/// The seeds of a property test: the one that `WEIR_SEED` names, or some that nobody tried before.
enum Seeds {
    static func some(_ count: Int) -> [UInt64] {
        if let seed = TestEnvironment.seed { return [seed] }
        return (0..<count * TestEnvironment.effort).map { _ in UInt64.random(in: 0...UInt64(UInt32.max)) }
    }
}
