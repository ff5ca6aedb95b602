/// The seeds of property tests: fixed ones and a random one. A seed is an argument of the test, so a failure
/// prints it.
let seeds: [UInt64] = [1, 2, 3, UInt64.random(in: 1000...1_000_000)]
