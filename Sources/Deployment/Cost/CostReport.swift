import Basics

/// The monthly list price of an environment's stacks, before tax, discounts and free tiers.
package struct CostReport: Sendable, Hashable, Encodable {
    /// The hours of a month in AWS's estimates.
    package static let hours = 730.0

    /// The kinds of lines.
    package enum Kind: String, Sendable, Hashable, Encodable {
        /// The amount follows from the template.
        case fixed
        /// The amount depends on usage; the line gives the unit's price.
        case usage
        /// No source gives the price.
        case unknown
    }

    /// A charge for a resource.
    package struct Line: Sendable, Hashable, Encodable {
        /// The stack's name.
        package let stack: String
        /// The resource's logical id.
        package let resource: String
        /// The path of the construct that the resource belongs to.
        package let construct: String
        /// The item in words.
        package let item: String
        /// The kind.
        package let kind: Kind
        /// The number of units in a month; nil for a charge that depends on usage.
        package let quantity: Double?
        /// The price; nil if no source gives it.
        package let price: Price?
        /// The month's amount in cents; nil without a price or quantity.
        package let cents: Int?
    }

    /// The total of a construct.
    package struct Subtotal: Sendable, Hashable, Encodable {
        /// The construct's path.
        package let construct: String
        /// The month's fixed amount in cents.
        package let cents: Int
    }

    /// The environment's name.
    package let environment: String
    /// The region of the prices.
    package let region: String
    /// The charges, in the order of the stacks and constructs.
    package let lines: [Line]
    /// The sum of the fixed charges in cents.
    package let totalCents: Int
    /// The fixed charges of each construct.
    package let constructs: [Subtotal]

    /// Sums up charges.
    package init(environment: String, region: String, lines: [Line]) {
        self.environment = environment
        self.region = region
        self.lines = lines
        let fixed = lines.filter { $0.kind == .fixed }
        totalCents = fixed.reduce(0) { $0 + ($1.cents ?? 0) }
        var order: [String] = []
        var sums: [String: Int] = [:]
        for line in fixed {
            if sums[line.construct] == nil { order.append(line.construct) }
            sums[line.construct, default: 0] += line.cents ?? 0
        }
        constructs = order.map { Subtotal(construct: $0, cents: sums[$0, default: 0]) }
    }

    /// The lines of a kind.
    package func lines(_ kind: Kind) -> [Line] { lines.filter { $0.kind == kind } }

    /// The first and the last date of the prices; nil without a price.
    package var dates: (first: String, last: String)? {
        let dates = lines.compactMap(\.price?.date).sorted()
        return dates.first.flatMap { first in dates.last.map { (first, $0) } }
    }

    /// An amount in dollars with two digits.
    package static func dollars(_ cents: Int) -> String { Decimals.fixed(Double(cents) / 100, 2) }
}
