/// The seeds of a property test: the value of `WEIR_SEED`, or random ones.
enum Seeds {
    static func some(_ count: Int) -> [UInt64] {
        if let seed = TestEnvironment.seed { return [seed] }
        return (0..<count * TestEnvironment.effort).map { _ in UInt64.random(in: 0...UInt64(UInt32.max)) }
    }
}
