import TestSupport

/// Rows of choices in which every pair of choices of two factors occurs together, unless the constraints exclude it.
///
/// The construction is greedy: a row starts from a pair that no row has, each further factor takes the choice that brings the most
/// new pairs, and of several orders of the factors the best one counts (D. M. Cohen et al., "The AETG system", 1997). The same
/// arguments give the same rows. Unit propagation over the constraints, as in a solver of satisfiability, keeps a row from running
/// into a dead end.
struct CoveringArray {
    /// A choice of a factor, by their positions.
    struct Choice: Hashable, Sendable {
        let factor: Int
        let value: Int
    }

    /// A pair of choices.
    struct Pair: Hashable, Sendable {
        let first: Choice
        let second: Choice
    }

    /// The rows: for each factor the position of its choice.
    private(set) var rows: [[Int]] = []
    /// The pairs that no row can have.
    private(set) var excluded: [Pair] = []

    private let sizes: [Int]
    private let constraints: [[Choice]]
    /// The constraints that a factor takes part in.
    private let constraintsOfFactor: [[Int]]
    private let offsets: [Int]
    private let choices: [Choice]
    private let count: Int
    /// A Boolean value for two choices, by their numbers, that indicates whether no row has both yet.
    private var isOpen: [Bool]
    /// The number of open pairs of each choice.
    private var open: [Int]

    /// Builds the rows.
    /// - Parameters:
    ///   - sizes: The number of choices of each factor, at least 1 and at most 32.
    ///   - constraints: The choices that no row has all together.
    init(sizes: [Int], constraints: [[Choice]]) {
        self.sizes = sizes
        self.constraints = constraints
        var ofFactor = [[Int]](repeating: [], count: sizes.count)
        for (index, constraint) in constraints.enumerated() {
            for choice in constraint { ofFactor[choice.factor].append(index) }
        }
        constraintsOfFactor = ofFactor
        var offsets: [Int] = []
        var choices: [Choice] = []
        for (factor, size) in sizes.enumerated() {
            offsets.append(choices.count)
            for value in 0..<size { choices.append(Choice(factor: factor, value: value)) }
        }
        self.offsets = offsets
        self.choices = choices
        count = choices.count
        isOpen = choices.flatMap { choice in choices.map { $0.factor != choice.factor } }
        open = choices.map { choices.count - sizes[$0.factor] }
        build()
    }

    private mutating func build() {
        while let pair = mostWanted() {
            guard let row = completed(pair, order: Array(sizes.indices), limit: .max) else {
                excluded.append(pair)
                cover(pair)
                continue
            }
            var best = (row: row, gain: gain(of: row))
            var random = SeededGenerator(seed: UInt64(rows.count))
            for _ in 0..<CoveringArray.candidates {
                let order = sizes.indices.shuffled(using: &random)
                guard let row = completed(pair, order: order, limit: 4 * sizes.count) else { continue }
                let gain = gain(of: row)
                if gain > best.gain { best = (row, gain) }
            }
            add(best.row)
        }
        excluded.sort { left, right in
            (left.first.factor, left.first.value, left.second.factor, left.second.value)
                < (right.first.factor, right.first.value, right.second.factor, right.second.value)
        }
    }

    /// The number of further orders of factors that are tried for each row.
    private static let candidates = 6

    /// The open pair of the choice that has the most open pairs, with the one of its partners that has the most; nil if every pair
    /// is covered.
    private func mostWanted() -> Pair? {
        guard let choice = (0..<count).max(by: { (open[$0], -$0) < (open[$1], -$1) }), open[choice] > 0 else {
            return nil
        }
        let partners = (0..<count).filter { isOpen[choice * count + $0] }
        guard let partner = partners.max(by: { (open[$0], -$0) < (open[$1], -$1) }) else { return nil }
        return Pair(first: choices[min(choice, partner)], second: choices[max(choice, partner)])
    }

    private func number(_ choice: Choice) -> Int { offsets[choice.factor] + choice.value }

    private mutating func cover(_ pair: Pair) { cover(number(pair.first), number(pair.second)) }

    private mutating func cover(_ first: Int, _ second: Int) {
        guard isOpen[first * count + second] else { return }
        isOpen[first * count + second] = false
        isOpen[second * count + first] = false
        open[first] -= 1
        open[second] -= 1
    }

    private func gain(of row: [Int]) -> Int {
        var gain = 0
        for first in row.indices {
            let place = (offsets[first] + row[first]) * count
            for second in (first + 1)..<max(first + 1, row.count) where isOpen[place + offsets[second] + row[second]] {
                gain += 1
            }
        }
        return gain
    }

    private mutating func add(_ row: [Int]) {
        for first in row.indices {
            for second in row.indices.dropFirst(first + 1) {
                cover(offsets[first] + row[first], offsets[second] + row[second])
            }
        }
        rows.append(row)
    }

    /// The choices that are left for each factor, as bits.
    private typealias Domains = [UInt32]

    /// A row with a pair; nil if there is none, or none was found within the limit.
    private func completed(_ pair: Pair, order: [Int], limit: Int) -> [Int]? {
        var domains: Domains = sizes.map { UInt32((UInt64(1) << UInt64($0)) - 1) }
        guard assign(pair.first, in: &domains), assign(pair.second, in: &domains) else { return nil }
        var steps = 0
        let rest = order.filter { $0 != pair.first.factor && $0 != pair.second.factor }
        return completed(domains, [number(pair.first), number(pair.second)], rest[...], limit, &steps)
    }

    /// Completes a row, going back where a choice leaves nothing for another factor.
    private func completed(
        _ domains: Domains, _ decided: [Int], _ rest: ArraySlice<Int>, _ limit: Int, _ steps: inout Int
    ) -> [Int]? {
        guard let factor = rest.first else { return domains.map { $0.trailingZeroBitCount } }
        let values = (0..<sizes[factor]).filter { domains[factor] & (1 << UInt32($0)) != 0 }
        let gains = values.map { value in
            let place = (offsets[factor] + value) * count
            return decided.count { isOpen[place + $0] }
        }
        // Of equally good choices the one with the most open pairs.
        let ranks = values.map { open[offsets[factor] + $0] }
        for index in values.indices.sorted(by: { (-gains[$0], -ranks[$0], $0) < (-gains[$1], -ranks[$1], $1) }) {
            steps += 1
            guard steps <= limit else { return nil }
            var next = domains
            let choice = Choice(factor: factor, value: values[index])
            guard assign(choice, in: &next) else { continue }
            let row = completed(next, decided + [number(choice)], rest.dropFirst(), limit, &steps)
            if let row { return row }
        }
        return nil
    }

    /// Makes a choice and draws its consequences.
    /// - Returns: `false` if a factor has no choice left.
    private func assign(_ choice: Choice, in domains: inout Domains) -> Bool {
        let bit = UInt32(1) << UInt32(choice.value)
        guard domains[choice.factor] & bit != 0 else { return false }
        domains[choice.factor] = bit
        var changed = [choice.factor]
        while let factor = changed.popLast() {
            for index in constraintsOfFactor[factor] {
                guard let last = lastOpen(constraints[index], domains) else { continue }
                domains[last.factor] &= ~(UInt32(1) << UInt32(last.value))
                if domains[last.factor] == 0 { return false }
                if domains[last.factor].nonzeroBitCount == 1 { changed.append(last.factor) }
            }
        }
        return true
    }

    /// The only choice of a constraint that is not made yet while all others are; nil if there is none or more than one, or if
    /// the row cannot have all of them any more.
    private func lastOpen(_ constraint: [Choice], _ domains: Domains) -> Choice? {
        var open: Choice?
        for choice in constraint {
            let bit = UInt32(1) << UInt32(choice.value)
            guard domains[choice.factor] & bit != 0 else { return nil }
            if domains[choice.factor] == bit { continue }
            if open != nil { return nil }
            open = choice
        }
        // With every choice made the constraint is broken: the last one is taken back.
        return open ?? constraint.last
    }
}
