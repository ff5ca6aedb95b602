/// A property test's seeds: some that are always run, and one of the day's own. The seed is an argument of the test, so a
/// failure prints it.
let seeds: [UInt64] = [1, 2, 3, UInt64.random(in: 1000...1_000_000)]
